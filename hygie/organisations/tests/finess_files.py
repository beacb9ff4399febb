"""Small FINESS files for the tests, written by hand in the exact format."""

import gzip
import json
from pathlib import Path
from typing import Any

from hygie.domain.identity.finess import finess_with_key
from hygie.organisations.finess.runs import file_import
from hygie.organisations.models import FinessImport, FinessOutcome, Organisation

Json = dict[str, Any]
DAY = "2026-11-20"


def number(rank: int) -> str:
    """A fictitious number with the right key."""
    return finess_with_key(f"99{rank:06d}")


def ej(rank: int, *sites: Json, **info: Any) -> Json:
    """A legal entity (public, Toulouse) with its sites; `info` changes its general information."""
    return {
        "informationsGeneralesPMEJ": {
            "pmSmsseId": str(rank),
            "codeApe": "86.10Z",
            "dateCreation": "2001-01-01",
            "denominationLonguePmSmsse": f"CENTRE HOSPITALIER {rank}     ",
            "denominationPm": f"CH {rank}",
            "numFinessPm": number(rank),
            "siren": "260104633",
            "statutJuridique": "13",
            "typePersonneMorale": "01",
            **info,
        },
        "adresse": [
            {"usageAdresse": "01", "cogCommune": "59350", "codePostal": "59000"},
            {
                "usageAdresse": "02",
                "cogCommune": "31555",
                "ligneAcheminement": "TOULOUSE ",
                "codePostal": "31000",
            },
        ],
        "contact": [],
        "engagement": [],
        "evenement": [],
        "ege": list(sites),
        "etatObjet": "A",
        "dateDerniereMaj": "2021-10-18 00:00:00",
    }


def et(rank: int, category: str = "355", tariff: str = "03", **info: Any) -> Json:
    """A site of Toulouse; `info` changes its general information."""
    return {
        "informationsGeneralesEGE": {
            "egeId": str(rank),
            "dateOuverture": "1990-01-01",
            "datePremiereAutorisation": "1990-01-01",
            "nomEgeCourt": f"SITE {rank}",
            "nomEgeLong": f"SITE NUMERO {rank}",
            "numFinessEge": number(rank),
            "espic": ["0"],
            "siret": "26010463300015",
            **info,
        },
        "categorieentiteGeographiqueExercice": category,
        "modefixationtarifaire": tariff,
        "typeBudget": ["01"],
        "adresse": [
            {"usageAdresse": "01", "cogCommune": "59350", "codePostal": "59000"},
            {"usageAdresse": "03", "cogCommune": "31555", "codePostal": "31000"},
        ],
        "contact": [],
        "engagement": [],
        "evenement": [],
        "roleEge": [],
        "etatObjet": "A",
        "dateDerniereMaj": "2021-10-18 00:00:00",
    }


def ght(code: str, *members: tuple[int, str], **others: Any) -> Json:
    """A GHT; `members`: rank of the legal entity and its role (S or M)."""
    return {
        "gccId": code[-2:],
        "nomGcc": "77 Sud",
        "typeGcc": "001",
        "gccIdentifiantExterne": code,
        "engagement": [],
        "evenement": [],
        "pmejDuGcc": [
            {"pmSmsseId": str(rank), "typeRoleEntiteGroupe": role} for rank, role in members
        ],
        "egeDuGcc": [],
        "etatObjet": "A",
        "dateDerniereMaj": "2025-10-21 19:19:05",
        **others,
    }


def document(*entities: Json, groups: list[Json] | None = None, day: str = DAY) -> Json:
    """The whole file."""
    return {
        "schemaVersion": "v1.0.0",
        "generatedAt": f"{day}T02:06:22.615Z",
        "gcc": groups or [],
        "gco": [],
        "pmej": list(entities),
    }


def write(path: Path, content: Json | str | bytes) -> Path:
    """Writes a document, a text or bytes; compressed when the name ends in .gz."""
    if isinstance(content, dict):
        content = json.dumps(content, ensure_ascii=False)
    raw = content.encode() if isinstance(content, str) else content
    path.write_bytes(gzip.compress(raw) if path.suffix == ".gz" else raw)
    return path


def imported(
    folder: Path, content: Json | str | bytes, *, everything: bool = False
) -> FinessImport:
    """Imports a content as the command does."""
    return file_import(path=write(folder / "finess.json", content), everything=everything)


def get(rank: int) -> Organisation:
    """The organisation of this rank."""
    return Organisation.objects.get(finess=number(rank))


def reasons(run: FinessImport, outcome: FinessOutcome) -> list[tuple[str, str, str]]:
    """Lines of a report as (path, number, reason)."""
    lines = run.lines.filter(outcome=outcome)
    return list(lines.values_list("path", "finess", "reason"))


def counts(run: FinessImport) -> dict[str, int]:
    """The counts of a report that are not nought."""
    names = ("added", "changed", "closed", "unchanged", "refused", "warned", "kept", "absent")
    return {name: getattr(run, name) for name in names if getattr(run, name)}
