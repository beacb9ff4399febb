"""The file of a large hospital over four years, or a small one of the same shape."""

from datetime import date, timedelta
from typing import Any

YEARS = (2023, 2024, 2025, 2026)
Sheets = dict[str, list[dict[str, Any]]]
STATES = ("Réalisée", "En cours", "Acceptée", "À valider", "Abandonnée")


def big_sheets(size: str = "big") -> Sheets:
    """Four exercises, two forests in sixteen quarters, four self-assessments, a COPIL of every two
    months, 40 BIA, 500 actions, three budgets, and what was entered of them."""
    is_big = size == "big"
    bias, actions = (40, 500) if is_big else (4, 8)
    return {
        "exercises": [
            {
                "held_on": date(year, 3, 12), "title": f"Rançongiciel {year}",
                "tested_care": "oui", "under_cyber_event": "oui", "functions": "DG; DSI",
                "participants": 24, "proofs": f"cr-{year}.txt",
            }
            for year in YEARS
        ],
        "directories": [
            {"name": f"CHR-{name}", "entered_on": "01/09/2015"} for name in ("PROD", "LABO")
        ],
        "ads": [
            {"directory": f"CHR-{name}", "done_on": f"{year}-T{quarter}", "level": 2,
             "failed_points": "vuln_adupdate_bad\nvuln_sidfiltering"}
            for name in ("PROD", "LABO") for year in YEARS for quarter in (1, 2, 3, 4)
            if (year, quarter) < (2026, 4)
        ],
        "assessments": [
            {"year": year, "global_level": "61 %", "declared_on": f"20/05/{year}"} for year in YEARS
        ],
        "copil": [
            {"nature": "Mise en place", "day": "05/01/2023", "members": "DG, PCME"},
            *(
                {"nature": "Réunion", "day": date(year, month, 14), "decisions": "Liste arrêtée"}
                for year in YEARS for month in (2, 4, 6, 8, 10)
            ),
        ],
        "bias": [
            {"service": f"Service {n}", "family": "Service critique", "state": "Approuvé",
             "dmia_h": 4, "pdma_h": 1, "approved_on": "18/06/2025", "approved_by": "Dr Costa"}
            for n in range(bias)
        ],
        "actions": [action(n) for n in range(actions)],
        "budgets": [
            {"fiscal_year": year, "charges_total": "412 345 678,90", "digital_t1": "1 234,5",
             "digital_t2": 0, "digital_t3": "50 000", "digital_t4": "1 234,5",
             "etp_ssi_own": "1,5", "computed_on": f"12/05/{year + 1}"}
            for year in (2023, 2024, 2025)
        ],
        "entries": [
            *(
                {"action": "Exercice de crise", "held_on": date(year, 3, 12),
                 "entered_on": f"10/04/{year}", "receipt": f"ACC-1-{year}"}
                for year in YEARS
            ),
            *(
                {"action": "Auto-évaluation", "year": year, "entered_on": f"30/05/{year}",
                 "receipt": f"ACC-2-{year}"}
                for year in YEARS
            ),
            *(
                {"action": "Budget numérique", "year": year, "entered_on": f"15/06/{year + 1}",
                 "receipt": f"ACC-7-{year}"}
                for year in (2023, 2024, 2025)
            ),
        ],
    }  # fmt: skip


def action(number: int) -> dict[str, Any]:
    """The actions enter the plan a few days apart, in every state."""
    state, noted = STATES[number % len(STATES)], date(2023, 2, 1) + timedelta(days=number * 2)
    row: dict[str, Any] = {
        "title": f"Renforcer les comptes, lot {number}",
        "created_on": noted,
        "number": f"PAQ-{number}",
        "origin": "Exercice de crise",
        "pilote_name": "M. Aubert",
        "due_on": noted + timedelta(days=400),
        "state": state,
    }
    if state in ("Réalisée", "Abandonnée"):
        row["closed_on"] = noted + timedelta(days=30)
    if state == "Abandonnée":
        row["reason"] = "Sans objet"
    return row


def big_proofs() -> dict[str, bytes]:
    """One report an exercise."""
    return {f"cr-{year}.txt": f"Compte rendu {year}".encode() for year in YEARS}
