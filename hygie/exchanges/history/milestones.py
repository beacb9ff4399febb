"""Facts of actions 3, 4 and 6 that are a day and a name: one sheet an action, one line a fact."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from hygie.audits.enums import Service
from hygie.audits.models import DirectoryInventory, ExposureAudit, Registration, Smsi
from hygie.continuity.enums import Signer
from hygie.continuity.models import FramingLetter, PcraCadre, Responsable
from hygie.exchanges.history.natures import ENDING, LABELS, NAMED, REGISTER_OF
from hygie.exchanges.history.reading import plain
from hygie.exchanges.history.setting import Setting
from hygie.identification.models import (
    Engagement,
    LocalDirectory,
    SensitiveService,
    Sso,
    Trajectory,
)
from hygie.identification.services import READ_BY
from hygie.obligations.recording import fact_record
from hygie.organisations.enums import Provenance
from hygie.organisations.models import Fact
from hygie.web.formats import day_short

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Milestone:
    """What a nature of line makes: the fields of `model` that its day and its name fill.

    `fixed`: other fields, by their value.
    """

    model: Any
    obligations: tuple[str, ...]
    day: str
    who: str = ""
    fixed: Mapping[str, Any] = field(default_factory=dict)


def letter(signer: Signer) -> Milestone:
    return Milestone(FramingLetter, ("4.a",), "signed_on", fixed={"signed_by": signer.value})


def registration(service: Service, code: str) -> Milestone:
    fixed = {"service": service.value}
    return Milestone(Registration, (code,), "registered_on", "reference", fixed)


def identified(model: Any, day: str, who: str) -> Milestone:
    return Milestone(model, READ_BY[model], day, who)


MILESTONES: Mapping[str, Milestone] = {
    "club_ssi": registration(Service.CLUB_SSI, "3.a"),
    "silene": registration(Service.SILENE, "3.b"),
    "silene_audit": Milestone(ExposureAudit, ("3.b", "3.d"), "done_on", "perimeter"),
    "inventory": Milestone(DirectoryInventory, ("3.c", "3.e"), "signed_on", "signed_by"),
    "smsi": Milestone(Smsi, ("3.d",), "named_on", "rssi_name"),
    "responsable": Milestone(Responsable, ("4.a",), "named_on", "name"),
    "letter": letter(Signer.ESTABLISHMENT),
    "letter_ght": letter(Signer.GHT),
    "letter_hq": letter(Signer.GROUP_HQ),
    "framework": Milestone(PcraCadre, ("4.c",), "approved_on"),
    "trajectory": identified(Trajectory, "validated_on", "validated_by"),
    "engagement": identified(Engagement, "signed_on", "signatory"),
    "sso": identified(Sso, "in_service_on", "product"),
    "local": identified(LocalDirectory, "in_place_on", "name"),
    "sensitive": identified(SensitiveService, "since", "name"),
}
# The column of the sheet where each field of these facts is written.
COLUMN_OF = {
    **{one.day: "day" for one in MILESTONES.values()},
    **{one.who: "who" for one in MILESTONES.values() if one.who},
}


def of_values(values: Values) -> Milestone:
    return MILESTONES[values["nature"]]


def fact_of(values: Values) -> Fact:
    """The fact that a line is, unsaved."""
    one = of_values(values)
    given = {one.day: values["day"], "note": values.get("note", ""), **one.fixed}
    if one.who and "who" in values:
        given[one.who] = values["who"]
    if values["nature"] in ENDING and "until" in values:
        given["until"] = values["until"]
    fact: Fact = one.model(provenance=Provenance.IMPORTED, **given)
    return fact


def identity(values: Values) -> str:
    name = plain(values.get("who", "")) if values["nature"] in NAMED else ""
    return f"{values['nature']}:{values['day']}:{name}"


def label(values: Values) -> str:
    name = f" ({values['who']})" if "who" in values else ""
    return f"{LABELS[values['nature']]} le {day_short(values['day'])}{name}"


def is_known(setting: Setting, values: Values) -> bool:
    """The same nature, the same day, and the same name where the name is part of the fact; or
    written by a former file, even if it was corrected since."""
    one = of_values(values)
    fact_id = setting.id_of(REGISTER_OF[values["nature"]], identity(values))
    if one.model.objects.filter(pk=fact_id).exists():
        return True
    noted = one.model.objects.borne_for(setting.unit).filter(
        **{one.day: values["day"]}, **one.fixed
    )
    if values["nature"] not in NAMED:
        return bool(noted.exists())
    names = {plain(name) for name in noted.values_list(one.who, flat=True)}
    return plain(values.get("who", "")) in names


def write(setting: Setting, values: Values, fact_id: UUID) -> Fact:
    """The fact, through the one way a register writes. Raises as `fact_record`."""
    fact = fact_of(values)
    fact.pk = fact_id
    return fact_record(**setting.who, fact=fact, obligation_ids=of_values(values).obligations)
