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
    PcraTestEditForm,
    PcraTestForm,
    ResponsableEditForm,
    ResponsableForm,
)
from hygie.continuity.models import (
    Bia,
    Copil,
    CopilMeeting,
    FramingLetter,
    PcraCadre,
    PcraTest,
    Responsable,
)
from hygie.logbook.access import may
from hygie.logbook.models import Event
from hygie.organisations.models import Fact, Organisation
from hygie.organisations.requests import HygieRequest
from hygie.organisations.rights import Right
from hygie.quality_plan.source_pages import SourcePages


class BiaPages(SourcePages):
    """The detail of a BIA says what its service wrote through a personal link."""

    def rows(self, fact: Fact) -> list[dict[str, Any]]:
        found = super().rows(fact)
        if isinstance(fact, Bia) and fact.service_comment:
            found.append({"label": "Ce que le service en dit", "value": fact.service_comment})
        return found


class PcraTestPages(SourcePages):
    """The detail of a test leads to the event during which it was made."""

    def more(self, request: HygieRequest, unit: Organisation, fact: Fact) -> dict[str, Any]:
        event_id = fact.event_id if isinstance(fact, PcraTest) else None
        event = Event.objects.of(unit).filter(pk=event_id).first() if event_id else None
        may_read = event is not None and may(request.scope, unit, event, Right.READ)
        return {"event": event if may_read else None}


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
    PcraTestPages(
        PcraTest, PcraTestForm, PcraTestEditForm, APP, "pcratest", "continuite/epreuves", BACK,
        "Noter un PCRA éprouvé", (), detail_template="continuity/pcra_test.html",
    ),
)  # fmt: skip
