"""The people of the demonstration: all fictitious, one shared password, no second factor."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from hygie.accounts.models import User
from hygie.accounts.services import demo_user_open
from hygie.demo import region
from hygie.organisations.enums import Kind
from hygie.organisations.models import Organisation
from hygie.organisations.rights import Role, Room
from hygie.organisations.scope import Scope
from hygie.organisations.services.first_admin import NATION_CODE, first_admin_grant
from hygie.organisations.services.membership import membership_grant

DOMAIN = "demo.hygie.example"
PASSWORD = "demonstration-hygie"  # noqa: S105  (public on purpose: accounts of demonstration)
IN_PLACE_ON = date(2023, 1, 2)
GUEST_SINCE, GUEST_DAYS = timedelta(days=19), timedelta(days=46)
GHT, GROUP, REGION, NATION = OVER = "ght", "group", "region", "nation"


@dataclass(frozen=True, slots=True)
class Person:
    """One account. `place`: key of an establishment, or GHT, GROUP, REGION, NATION.

    `is_shown`: printed by `hygie serve`; the others only write their establishment's facts.
    """

    login: str
    name: str
    title: str
    place: str
    roles: tuple[Role, ...]
    is_shown: bool = False

    @property
    def email(self) -> str:
        return f"{self.login}@{DOMAIN}"


PEOPLE = (
    Person("rssi", "Claire Vasseur", "RSSI du CH de Valmorin", "valmorin", (Role.RSSI,), True),
    Person("dsi", "Marc Delrieu", "DSI du CH de Valmorin", "valmorin", (Role.DSI,), True),
    Person(
        "direction", "Hélène Castaing", "Directrice générale du CH de Valmorin", "valmorin",
        (Role.DIRECTION,), True,
    ),
    Person(
        "qualite", "Sophie Nadal", "Directrice qualité du CH de Valmorin", "valmorin",
        (Role.QUALITY,), True,
    ),
    Person(
        "pcra", "Karim Benali", "Responsable PCA/PRA du CH de Valmorin", "valmorin",
        (Role.RPCRA,), True,
    ),
    Person(
        "animateur", "Julien Roques", "Animateur d’exercice du CH de Valmorin", "valmorin",
        (Role.ANIMATEUR,), True,
    ),
    Person(
        "finances", "Anne Peyre", "Directrice des finances du CH de Valmorin", "valmorin",
        (Role.DAF,), True,
    ),
    Person(
        "invite", "Paul Ferrand", "Expert-visiteur HAS, invité du CH de Valmorin", "valmorin",
        (Role.GUEST,), True,
    ),
    Person("rssi.ght", "Nicolas Estève", "RSSI du GHT Autan-Garrigue", GHT, (Role.GHT_RSSI,), True),
    Person(
        "direction.chu", "Isabelle Montagné", "Directrice générale du CHU de Castelroc",
        "castelroc", (Role.DIRECTION,), True,
    ),
    Person(
        "siege", "Béatrice Lormont", "Siège du groupe Mirandole Santé", GROUP, (Role.GROUP_HQ,),
        True,
    ),
    Person(
        "directeur.seul", "Gilles Aubrac", "Directeur de l’hôpital de Larzan (seul signataire)",
        "larzan", (Role.DIRECTION, Role.RSSI), True,
    ),
    Person("ars", "Fatou Diarra", "ARS Occitanie", REGION, (Role.ARS,), True),
    Person("ministere", "Étienne Marchal", "Ministère (DNS)", NATION, (Role.MINISTRY,), True),
    Person(
        "administration", "Lucie Garnier", "Administration de l’instance", NATION, (Role.ADMIN,),
        True,
    ),
    Person(
        "rssi.ailleurs", "Yann Kerdoncuff", "RSSI de la Clinique des Embruns (hors région)",
        "embruns", (Role.RSSI, Role.DIRECTION), True,
    ),
    Person("rssi.chu", "Thomas Ribaute", "RSSI du CHU de Castelroc", "castelroc", (Role.DSI,)),
    Person("dsi.puyserac", "Nadia Cazals", "DSI du CH de Puysérac", "puyserac", (Role.DSI,)),
    Person(
        "direction.puyserac", "Bruno Teyssier", "Directeur du CH de Puysérac", "puyserac",
        (Role.DIRECTION,),
    ),
    Person(
        "dsi.hautescombes", "Laurent Vaysse", "DSI du CH des Hautes-Combes", "hautescombes",
        (Role.DSI,),
    ),
    Person(
        "direction.hautescombes", "Muriel Astruc", "Directrice du CH des Hautes-Combes",
        "hautescombes", (Role.DIRECTION,),
    ),
    Person("dsi.belorme", "Pierre Lagarde", "DSI du CH spécialisé de Belorme", "belorme",
           (Role.DSI,)),
    Person(
        "direction.belorme", "Catherine Fabre", "Directrice du CH spécialisé de Belorme",
        "belorme", (Role.DIRECTION,),
    ),
    Person(
        "direction.arbousiers", "Olivier Sanchez", "Directeur de la Clinique des Arbousiers",
        "arbousiers", (Role.DIRECTION, Role.DSI),
    ),
    Person(
        "direction.lacdombre", "Sandrine Dupouy", "Directrice de la Clinique du Lac d’Ombre",
        "lacdombre", (Role.DIRECTION, Role.DSI),
    ),
    Person(
        "direction.sainteaurore", "Michel Barthès", "Directeur de l’Institut Sainte-Aurore",
        "sainteaurore", (Role.DIRECTION, Role.DSI),
    ),
    Person(
        "direction.sourcesvives", "Émilie Gasc", "Directrice des Sources-Vives",
        "sourcesvives", (Role.DIRECTION, Role.DSI),
    ),
)  # fmt: skip


def person(login: str) -> User:
    """The account of this login. Raises User.DoesNotExist before it is opened."""
    return User.objects.get(email=f"{login}@{DOMAIN}")


def accounts_open() -> None:
    """Every account, once; the administration takes the instance in hand if nobody did."""
    for one in PEOPLE:
        user = demo_user_open(
            email=one.email, full_name=one.name, job_title=one.title, password=PASSWORD
        )
        if Role.ADMIN in one.roles and not Scope(user).is_admin():
            first_admin_grant(user)


def roles_give(today: date, places: Collection[str]) -> None:
    """The roles of everyone in these places; the guest's right has an end."""
    admin = person("administration")
    scope = Scope(admin)
    for one in PEOPLE:
        if one.place in places:
            for role in one.roles:
                if role != Role.ADMIN:
                    _give(scope, admin, one, role, today)


def _give(scope: Scope, admin: User, one: Person, role: Role, today: date) -> None:
    is_guest = role == Role.GUEST
    since = today - GUEST_SINCE if is_guest else IN_PLACE_ON
    place = _place(one.place)
    membership_grant(
        scope=scope,
        acting_user=admin,
        organisation=place,
        user=person(one.login),
        role=role,
        since=max(since, place.opened_on) if place.opened_on else since,
        until=since + GUEST_DAYS if is_guest else None,
        room=Room.QUALITY_PLAN if is_guest else None,
    )


def _place(key: str) -> Organisation:
    if key == GHT:
        return region.ght()
    if key == GROUP:
        return region.group()
    if key == REGION:
        occitanie = region.unit_of("valmorin").region
        if occitanie is None:
            raise Organisation.DoesNotExist("the region of the demonstration")
        return occitanie
    if key == NATION:
        return Organisation.objects.get(kind=Kind.NATION, code=NATION_CODE)
    return region.unit_of(key)
