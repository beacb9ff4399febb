"""The plain facts of action 4 and their screens."""

from typing import Any

from hygie.continuity.forms import (
    BiaEditForm,
    BiaForm,
    CopilEditForm,
    CopilForm,
    LetterEditForm,
    LetterForm,
    MeetingEditForm,
    MeetingForm,
    PcraEditForm,
    PcraForm,
    ResponsableEditForm,
    ResponsableForm,
)
from hygie.continuity.models import (
    Bia,
    Copil,
    CopilMeeting,
    FramingLetter,
    PcraCadre,
    Responsable,
)
from hygie.organisations.models import Fact
from hygie.quality_plan.source_pages import SourcePages


class BiaPages(SourcePages):
    """The detail of a BIA says what its service wrote through a personal link."""

    def rows(self, fact: Fact) -> list[dict[str, Any]]:
        found = super().rows(fact)
        if isinstance(fact, Bia) and fact.service_comment:
            found.append({"label": "Ce que le service en dit", "value": fact.service_comment})
        return found


APP, BACK = "continuity", "continuity:overview"
OBLIGATIONS = ("4.a", "4.b", "4.c")

PAGES = (
    SourcePages(
        Responsable, ResponsableForm, ResponsableEditForm, APP, "responsable",
        "continuite/responsables", BACK, "Noter le responsable PCA/PRA", ("4.a",),
    ),
    SourcePages(
        FramingLetter, LetterForm, LetterEditForm, APP, "letter", "continuite/lettres", BACK,
        "Noter la lettre de cadrage", ("4.a",),
    ),
    SourcePages(
        Copil, CopilForm, CopilEditForm, APP, "copil", "continuite/copil", BACK,
        "Noter le COPIL", ("4.a",),
    ),
    SourcePages(
        CopilMeeting, MeetingForm, MeetingEditForm, APP, "meeting", "continuite/reunions", BACK,
        "Noter une réunion du COPIL", (),
    ),
    BiaPages(
        Bia, BiaForm, BiaEditForm, APP, "bia", "continuite/bia", "continuity:bias",
        "Noter un BIA", ("4.b", "4.c"),
    ),
    SourcePages(
        PcraCadre, PcraForm, PcraEditForm, APP, "pcra", "continuite/pcra", BACK,
        "Noter le PCRA cadre", ("4.c",),
    ),
)  # fmt: skip
