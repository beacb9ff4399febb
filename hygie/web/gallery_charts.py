"""Sample charts of /composants/: fictional, fixed."""

from datetime import date
from typing import Any

from hygie.web import charts
from hygie.web.charts import Bar, Deadline, HeatRow, Interval, Line, StackedBar, Strip, Window

TODAY = date(2026, 11, 21)
WINDOW = Window(date(2025, 1, 1), date(2028, 1, 1), TODAY, TODAY)
YEAR_ENDS = ("2025-12-31", "2026-12-31", "2027-12-31")

# code, label, "status since / status since / …", deadlines
OBLIGATIONS = (
    ("1.a", "Exercice annuel de crise cyber", "due 2025-01-01/met 2025-10-14/due 2026-01-01/late 2027-01-01", YEAR_ENDS),
    ("1.b", "RETEX de l’exercice", "not_applicable 2025-01-01/due 2025-10-14/met 2025-12-02", YEAR_ENDS),
    ("1.c", "Améliorations de l’exercice dans le PAQ", "unknown 2025-01-01/met 2026-01-20", ()),
    ("1.d", "Exercice saisi sur la plateforme", "not_applicable 2025-01-01/due 2025-10-14/late 2026-01-01/met 2026-02-09", YEAR_ENDS),
    ("2.a", "Auto-évaluation des mesures prioritaires", "due 2025-01-01/late 2026-01-01/met 2026-04-22/due 2027-01-01", YEAR_ENDS),
    ("2.b", "Actions des mesures prioritaires dans le PAQ", "unknown 2025-01-01/met 2026-05-11", ()),
    ("3.a", "Inscription au Club SSI", "open 2025-01-01/met 2025-03-06", ()),
    ("3.b", "Inscription à SILENE", "open 2025-01-01/met 2025-06-19", ()),
    ("3.c", "Audit ADS de tous les annuaires", "due 2025-01-01/met 2025-02-17/due 2025-04-01/late 2025-07-01/met 2025-09-08/due 2026-01-01/met 2026-02-03/due 2026-07-01/late 2026-10-01", ("2025-03-31", "2025-06-30", "2025-09-30", "2025-12-31", "2026-03-31", "2026-06-30", "2026-09-30", "2026-12-31")),
    ("3.d", "Remédiations dans un SMSI", "open 2025-01-01", ()),
    ("3.e", "Niveau minimal de l’annuaire", "unknown 2025-01-01/due 2025-02-17/late 2025-10-01/met 2026-02-03", ("2025-09-30", "2026-03-31")),
    ("4.a", "Comitologie de la continuité", "due 2025-01-01/met 2025-05-20", ("2025-06-30",)),
    ("4.b", "BIA critiques et médico-techniques", "unknown 2025-01-01/due 2025-11-03/late 2026-07-01", ("2026-06-30",)),
    ("4.c", "Autres BIA et PCRA cadre", "unknown 2025-01-01/due 2025-11-03/late 2027-07-01", ("2027-06-30",)),
    ("5.a", "Toutes les actions cyber dans le PAQ", "open 2025-01-01/met 2026-05-11", ()),
    ("6.a", "Trajectoire des moyens d’identification", "open 2025-01-01/met 2026-03-30", ()),
    ("6.b", "Moyens d’identification admis", "open 2025-01-01", ()),
    ("6.c", "Brique d’authentification unique (SSO)", "unknown 2025-01-01", ()),
    ("6.d", "Répertoire local synchronisé", "open 2025-01-01", ()),
    ("6.e", "Engagement de sécurisation", "open 2025-01-01/met 2026-06-15", ()),
    ("7.a", "Part du budget numérique et ETP dédiés", "due 2025-01-01/met 2025-06-12/due 2026-01-01/met 2026-05-29/due 2027-01-01/late 2027-07-01", ("2025-06-30", "2026-06-30", "2027-06-30")),
    ("7.b", "Note DGOS suivie (public)", "met 2025-06-12", ()),
    ("7.c", "Budget saisi sur la plateforme", "due 2025-01-01/late 2025-07-01/met 2025-07-16/due 2026-01-01/late 2026-07-01/met 2026-08-31/due 2027-01-01/late 2027-07-01", ("2025-06-30", "2026-06-30", "2027-06-30")),
    ("7.d", "Part des dépenses mutualisées", "not_applicable 2025-01-01", ()),
    ("7.e", "Structures non sanitaires comptées", "not_applicable 2025-01-01", ()),
)  # fmt: skip


def strip_of(code: str, label: str, story: str, deadlines: tuple[str, ...]) -> Strip:
    """A strip from « status day/status day »."""
    steps = [step.split(" ") for step in story.split("/")]
    days = [date.fromisoformat(day) for _, day in steps]
    return Strip(
        code=code,
        label=label,
        href="#frise",
        intervals=tuple(
            Interval(since, until, status)
            for (status, _), since, until in zip(steps, days, [*days[1:], None], strict=True)
        ),
        deadlines=tuple(Deadline(date.fromisoformat(day)) for day in deadlines),
        group=code[0],
    )


def sample_strips() -> list[Strip]:
    """Twenty-five strips of a hospital that advances."""
    return [strip_of(*obligation) for obligation in OBLIGATIONS]


def sample_charts() -> dict[str, Any]:
    """Drawings and tables by name."""
    strips = sample_strips()
    title = "Frise des 25 obligations, de 2025 à 2027"
    counts = [Bar("Urgences", 6), Bar("Pharmacie", 4), Bar("Imagerie", 2.5, "2,5 h")]
    shares = [
        StackedBar("1. Exercice de crise", {"met": 12, "due": 5, "late": 3}),
        StackedBar("3. Audits et annuaires", {"met": 6, "due": 3, "late": 8, "unknown": 3}),
        StackedBar("7. Budget numérique", {"met": 15, "open": 2, "not_applicable": 3}),
    ]
    periods = ("2025-T3", "2025-T4", "2026-T1", "2026-T2", "2026-T3")
    series = [Line("Valmont", (1, 1, 2, 2, 3)), Line("Groupement", (1, None, 1, 2, 2))]
    heat = [
        HeatRow("CH de Valmont", (0.1, 0.5, 0.9), ("3 %", "48 %", "91 %")),
        HeatRow("Clinique des Tilleuls", (None, 0.3, 0.7), ("", "30 %", "70 %")),
    ]
    return {
        "frise": charts.frise(strips, WINDOW, title=title),
        "frise_table": charts.frise_table(strips, WINDOW, title=title),
        "frise_legend": charts.frise_legend(),
        "strip_rows": [(s.label, charts.strip_svg(s, WINDOW)) for s in strips[8:13]],
        "bars": charts.bars(counts, title="Durée maximale admise"),
        "bars_table": charts.bars_table(counts, title="Durée admise", heads=("Service", "Heures")),
        "stacked": charts.stacked_bars(shares, title="Où en sont vingt établissements"),
        "stacked_table": charts.stacked_table(shares, title="Vingt établissements", head="Action"),
        "lines": charts.lines(series, periods, title="Niveau ADS par trimestre"),
        "lines_table": charts.lines_table(series, periods, title="Niveau ADS", head="Trimestre"),
        "heat": charts.heat_map(heat, ("Action 1", "Action 2", "Action 3"), title="Part faite"),
        "heat_table": charts.heat_table(
            heat, ("Action 1", "Action 2", "Action 3"), title="Part faite", head="Établissement"
        ),
    }
