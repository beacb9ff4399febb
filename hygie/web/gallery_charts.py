"""Sample charts of /composants/: fictional, fixed."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from hygie.web import charts
from hygie.web.charts import (
    Bar,
    Deadline,
    HeatRow,
    Interval,
    Line,
    StackedBar,
    Strip,
    Window,
    shares,
)
from hygie.web.charts.shares import Column

TODAY = date(2026, 11, 21)
WINDOW = Window(date(2025, 1, 1), date(2028, 1, 1), TODAY, TODAY)


def strip_of(code: str, label: str, story: list[str], deadlines: list[str]) -> Strip:
    """A strip from « status day », one per change."""
    steps = [step.split(" ") for step in story]
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
    stories = json.loads(Path(__file__).with_name("gallery_frise.json").read_text("utf-8"))
    return [strip_of(**story) for story in stories]


def sample_charts() -> dict[str, Any]:
    """Drawings and tables by name."""
    strips = sample_strips()
    title = "Frise des 25 obligations, de 2025 à 2027"
    counts = [Bar("Urgences", 6), Bar("Pharmacie", 4), Bar("Imagerie", 2.5, "2,5 h")]
    stacked = [
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
    quarters = tuple(
        Column(
            f"T{quarter}\u00a02026", 2026, quarter,
            shares.numbers_of({"late": quarter, "due": 3, "met": 5 + quarter}, 20), quarter == 4,
        )
        for quarter in (1, 2, 3, 4)
    )  # fmt: skip
    told = shares.numbers_of({"late": 3, "due": 5, "met": 7, "not_applicable": 1}, 20)
    return {
        "share_defs": shares.share_defs(),
        "share_bar": shares.share_bar(told),
        "share_strip": shares.share_strip(quarters),
        "share_columns": shares.share_columns(quarters),
        "share_table": shares.share_table(quarters, title="Vingt établissements en 2026"),
        "share_legend": shares.share_legend(over_time=True),
        "frise": charts.frise(strips, WINDOW, title=title),
        "frise_table": charts.frise_table(strips, WINDOW, title=title),
        "frise_legend": charts.frise_legend(),
        "strip_rows": [(s.label, charts.strip_svg(s, WINDOW)) for s in strips[8:13]],
        "bars": charts.bars(counts, title="Durée maximale admise"),
        "bars_table": charts.bars_table(counts, title="Durée admise", heads=("Service", "Heures")),
        "stacked": charts.stacked_bars(stacked, title="Où en sont vingt établissements"),
        "stacked_table": charts.stacked_table(stacked, title="Vingt établissements", head="Action"),
        "lines": charts.lines(series, periods, title="Niveau ADS par trimestre"),
        "lines_table": charts.lines_table(series, periods, title="Niveau ADS", head="Trimestre"),
        "heat": charts.heat_map(heat, ("Action 1", "Action 2", "Action 3"), title="Part faite"),
        "heat_table": charts.heat_table(
            heat, ("Action 1", "Action 2", "Action 3"), title="Part faite", head="Établissement"
        ),
    }
