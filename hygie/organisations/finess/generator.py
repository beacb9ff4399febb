"""Files in the exact format of the FINESS structures flow, of any size, for tests and measures.

Numbers start with 99, a department that does not exist: nothing here names a real establishment.
"""

import gzip
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import IO, Any

from hygie.domain.identity.finess import finess_with_key as with_key

Json = dict[str, Any]

COMMUNES = (
    ("31555", "TOULOUSE", "31000"),
    ("59350", "LILLE", "59000"),
    ("69383", "LYON", "69003"),
    ("2A004", "AJACCIO", "20000"),
    ("2B033", "BASTIA", "20200"),
    ("97411", "ST DENIS", "97400"),
    ("97105", "BASSE TERRE", "97100"),
    ("98818", "NOUMEA", "98800"),
    ("01053", "BOURG EN BRESSE", "01000"),
    ("75056", "PARIS", "75013"),
)


@dataclass(frozen=True, slots=True)
class Family:
    """A kind of legal entity: name, legal status, and its sites as (category, tariff, name)."""

    name: str
    legal_status: str
    first: tuple[str, str, str]
    others: tuple[tuple[str, str, str], ...]


SANITARY = (
    Family("CENTRE HOSPITALIER", "13", ("355", "03", "CH"), (("500", "21", "EHPAD"),)),
    Family("CENTRE HOSPITALIER", "14", ("355", "03", "CH"), (("156", "03", "CMP"),)),
    Family("CLINIQUE", "73", ("365", "07", "CLINIQUE"), (("128", "07", "CLINIQUE ANNEXE"),)),
    Family(
        "ASSOCIATION DE SOINS",
        "60",
        ("109", "04", "CENTRE DE READAPTATION"),
        (("500", "21", "EHPAD"),),
    ),
)
OTHERS = (
    Family("CCAS", "17", ("500", "21", "EHPAD"), (("460", "08", "SERVICE D'AIDE A DOMICILE"),)),
    Family("SELARL PHARMACIE", "78", ("620", "01", "PHARMACIE"), ()),
    Family("ASSOCIATION MEDICO-SOCIALE", "60", ("183", "05", "IME"), (("246", "34", "ESAT"),)),
)


def write_file(
    path: Path,
    *,
    legal_entities: int,
    sites: int,
    ghts: int = 0,
    sanitary_share: float = 0.05,
    seed: int = 1,
    day: str = "2026-11-20",
) -> None:
    """Writes a file of so many EJ, ET and GHT; compressed when the name ends in .gz.

    sanitary_share: share of the EJ that hold sanitary establishments, 0–1; the first ones, so that
    the GHT find their members. The same arguments give the same file.
    """
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "wt", encoding="utf-8") as stream:
        _write(stream, legal_entities, sites, ghts, sanitary_share, random.Random(seed), day)  # noqa: S311


def _write(
    stream: IO[str],
    legal_entities: int,
    sites: int,
    ghts: int,
    sanitary_share: float,
    chance: random.Random,
    day: str,
) -> None:
    stream.write(f'{{\n  "schemaVersion" : "v1.0.0",\n  "generatedAt" : "{day}T02:06:22.615Z",\n')
    care = max(1, round(legal_entities * sanitary_share)) if legal_entities else 0
    _array(stream, "gcc", (ght(rank, care, day) for rank in range(ghts)))
    _array(stream, "gco", ({"pmSmsseId": "0", "typeGco": "003", "pmejDuGco": [], "egeDuGco": []},))
    numbers = count(1)
    shares = _shares(sites, legal_entities)
    entities = (
        legal_entity(rank, next(shares), rank < care, numbers, chance, day)
        for rank in range(legal_entities)
    )
    _array(stream, "pmej", entities, last=True)
    stream.write("}\n")


def _array(stream: IO[str], name: str, values: Any, *, last: bool = False) -> None:
    stream.write(f'  "{name}" : [')
    for rank, value in enumerate(values):
        stream.write(("\n, " if rank else "\n") + json.dumps(value, ensure_ascii=False))
    stream.write("\n]\n" if last else "\n],\n")


def _shares(total: int, parts: int) -> Iterator[int]:
    """How many sites each legal entity holds: as even as whole numbers allow."""
    for rank in range(parts):
        yield total * (rank + 1) // parts - total * rank // parts


def ght(rank: int, care: int, day: str) -> Json:
    """A GHT whose support is a public entity; members are taken among the sanitary ones."""
    members = [(rank * 4 + step) % max(care, 1) for step in range(4)]
    return {
        "gccId": str(rank + 1),
        "nomGcc": f"Territoire {rank + 1} Nord",
        "typeGcc": "001",
        "gccIdentifiantExterne": f"76{rank + 101}",
        "engagement": [],
        "evenement": [event(f"7{rank}", "GR", str(rank + 1), "2017-01-01")],
        "pmejDuGcc": [
            {"pmSmsseId": str(member + 1), "typeRoleEntiteGroupe": "S" if place == 0 else "M"}
            for place, member in enumerate(dict.fromkeys(members))
        ],
        "egeDuGcc": [],
        "etatObjet": "A",
        "dateDerniereMaj": f"{day} 19:19:05",
    }


def legal_entity(
    rank: int, sites: int, is_care: bool, numbers: Iterator[int], chance: random.Random, day: str
) -> Json:
    """One EJ and its sites; `numbers` gives the next free number to both."""
    families = SANITARY if is_care else OTHERS
    family = families[rank % len(families)]
    place = chance.choice(COMMUNES)
    opened = f"{chance.randint(1950, 2020)}-{chance.randint(1, 12):02d}-01"
    name = f"{family.name} {place[1]} {rank + 1}"
    kinds = [family.first, *((family.others or (family.first,)) * sites)][:sites]
    return {
        "informationsGeneralesPMEJ": {
            "pmSmsseId": str(rank + 1),
            "codeApe": "86.10Z",
            "dateCreation": opened,
            "denominationLonguePmSmsse": f"{name}   ",
            "denominationPm": name[:32],
            "numFinessPm": with_key(f"99{next(numbers):06d}"),
            "siren": with_key(f"{10_000_000 + rank:08d}"),
            "statutJuridique": family.legal_status,
            "typePersonneMorale": "01",
        },
        "adresse": [address("02", place)],
        "contact": [contact()],
        "engagement": [],
        "evenement": [event(str(rank), "PM", str(rank + 1), opened)],
        "ege": [
            site(next(numbers), f"{kind[2]} {place[1]} {rank + 1}.{n}", kind, place, opened, day)
            for n, kind in enumerate(kinds, 1)
        ],
        "etatObjet": "A",
        "dateDerniereMaj": f"{day} 00:00:00",
    }


def site(
    number: int,
    name: str,
    kind: tuple[str, str, str],
    place: tuple[str, str, str],
    opened: str,
    day: str,
) -> Json:
    """One ET."""
    return {
        "informationsGeneralesEGE": {
            "egeId": str(number),
            "dateOuverture": opened,
            "datePremiereAutorisation": opened,
            "nomEgeCourt": f"{name[:32]}  ",
            "nomEgeLong": name,
            "numFinessEge": with_key(f"99{number:06d}"),
            "espic": ["0"],
            "siret": f"{with_key(f'{20_000_000 + number:08d}')}00015",
        },
        "categorieentiteGeographiqueExercice": kind[0],
        "modefixationtarifaire": kind[1],
        "typeBudget": ["01"],
        "adresse": [address("01", COMMUNES[0]), address("03", place)],
        "contact": [contact()],
        "engagement": [],
        "evenement": [
            event(f"{number}1", "EG", str(number), opened),
            event(f"{number}2", "EG", str(number), opened),
        ],
        "roleEge": [],
        "etatObjet": "A",
        "dateDerniereMaj": f"{day} 00:00:00",
    }


def address(use: str, place: tuple[str, str, str]) -> Json:
    """An address; the coordinates are in the surprising order of the real file."""
    commune, city, postcode = place
    return {
        "usageAdresse": use,
        "numeroVoie": "62",
        "typeVoie": "AV  ",
        "libelleVoie": "DE LA SANTE     ",
        "cogCommune": commune,
        "ligneAcheminement": city,
        "ligneQuatre": "62 AVENUE DE LA SANTE",
        "codePostal": postcode,
        "coordonneesGeographique": {
            "coordonneeX": "6570414.61",
            "coordonneeY": "873766.07",
            "directionLatitude": "46.211257",
            "directionLongitude": "5.254203",
            "cleInInteropBAN": f"{commune}_1950_00062",
            "scoreBAN": "0.9723536363636361",
        },
    }


def contact() -> Json:
    """The public contact: two numbers may stand in one field."""
    return {
        "typeContact": {"roleContact": "01"},
        "telecom": {"telephone": "0500000000 / 0500000001"},
    }


def event(number: str, kind: str, subject: str, day: str) -> Json:
    """One line of an object's history."""
    return {
        "evenementId": number,
        "dateEnregistrement": "2025-10-21 18:36:29",
        "dateEvenement": day,
        "etatObjet1": "003",
        "identifiantObjet1": subject,
        "systemeMaitre": "01",
        "typeObjet1": kind,
        "codeEvenement": "003",
    }
