"""docs/roles.md, from the table of rights: `python -m hygie.organisations.roles_document`."""

import sys
from collections.abc import Iterable
from pathlib import Path

from hygie.organisations.rights import (
    DELEGABLE,
    GUEST_ROOMS,
    HELD_IN,
    RIGHT_LABELS,
    TABLE,
    UNIT_ROLES,
    Right,
    Role,
    Room,
    writes_somewhere,
)

PATH = Path(__file__).resolve().parents[2] / "docs" / "roles.md"
LETTERS = {
    Right.READ: "L",
    Right.WRITE: "É",
    Right.SIGN: "S",
    Right.PUBLISH: "P",
    Right.GRANT: "D",
}
PLACES = {
    "ej": "entité juridique",
    "et": "établissement géographique jugé",
    "ght": "GHT",
    "group": "groupe",
    "region": "région",
    "nation": "instance (France)",
}

HEAD = """\
# Rôles et droits

Page écrite par `python -m hygie.organisations.roles_document` à partir de la table
`hygie/organisations/rights.py`\u00a0; un test refuse qu’elle en diffère. Ne pas la modifier.

Un droit se donne à une personne, dans une organisation, par un rôle daté (intérim, invité).
Hors de son périmètre, une page n’existe pas (404)\u00a0; dans son périmètre mais sans le droit,
elle est refusée avec le nom de qui peut (403).
"""


def render() -> str:
    """The whole page, in Markdown."""
    parts = [HEAD, _in_the_unit(), _elsewhere(), _delegations(), _second_factor()]
    return "\n".join(parts)


def _table(titles: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    titles = list(titles)
    lines = [titles, ["---"] * len(titles), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _in_the_unit() -> str:
    rows = (
        [room.label, *(_letters(TABLE[role].get(room, frozenset())) for role in UNIT_ROLES)]
        for room in Room
    )
    key = ", ".join(f"{LETTERS[right]} {RIGHT_LABELS[right]}" for right in Right)
    table = _table(["Pièce", *(role.label for role in UNIT_ROLES)], rows)
    return (
        f"## Dans un établissement\n\n{key}\u00a0; une case vide ne donne rien.\n"
        "Un rôle tenu dans une entité juridique vaut aussi dans ses établissements géographiques"
        f" jugés.\n\n{table}\n"
        "L’invité lit en plus la seule pièce écrite dans son invitation, parmi\u00a0:\n"
        f"{_labels(GUEST_ROOMS)}.\nSon droit a toujours une date de fin.\n"
    )


def _letters(rights: frozenset[Right]) -> str:
    return " ".join(LETTERS[right] for right in Right if right in rights)


def _labels(rooms: Iterable[Room]) -> str:
    return ", ".join(f"«\u00a0{room.label}\u00a0»" for room in rooms)


def _elsewhere() -> str:
    what = {
        Role.GHT_RSSI: "rien par lui-même\u00a0: ce que chaque établissement délègue par écrit",
        Role.GROUP_HQ: "rien par lui-même\u00a0: ce que chaque établissement délègue par écrit",
        Role.ARS: "ce que les établissements de sa région ont publié, rien d’autre",
        Role.MINISTRY: "ce que tous les établissements ont publié, rien d’autre",
        Role.ADMIN: "organisations, comptes et imports de l’instance\u00a0; aucun registre",
    }
    rows = (
        [role.label, ", ".join(PLACES[kind] for kind in HELD_IN[role]), given]
        for role, given in what.items()
    )
    return f"## Au-dessus des établissements\n\n{_table(['Rôle', 'Se tient dans', 'Donne'], rows)}"


def _delegations() -> str:
    closed = [room for room in Room if room not in DELEGABLE]
    return (
        "## Délégations\n\nUn établissement ouvre une pièce à son GHT ou à son groupe, en lecture"
        " ou en écriture,\navec la référence de la décision et des dates. Pièces ouvertes\u00a0:\n"
        f"{_labels(DELEGABLE)}.\nJamais\u00a0: {_labels(closed)}.\n"
        "Signer, publier et donner des droits ne se délèguent pas.\n"
        "La délégation cesse avec l’appartenance au GHT ou au groupe.\n"
    )


def _second_factor() -> str:
    asked = [one.label for one in Role if writes_somewhere(one)]
    exempt = [one.label for one in Role if not writes_somewhere(one)]
    return (
        f"## Second facteur\n\nExigé pour\u00a0: {', '.join(asked)}.\n"
        f"Non exigé, car sans écriture\u00a0: {', '.join(exempt)}.\n"
    )


if __name__ == "__main__":
    (Path(sys.argv[1]) if sys.argv[1:] else PATH).write_text(render(), encoding="utf-8")
