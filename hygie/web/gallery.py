"""Sample content of /composants/: fictional, fixed, so that screenshots compare."""

from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from django import forms
from django.core.paginator import Paginator

from hygie.web import statuses
from hygie.web.forms import FrenchDateField, FrenchDecimalField, HygieForm
from hygie.web.gallery_charts import sample_charts

NAV = [
    ("1", "Exercice de crise", 2),
    ("2", "Auto-évaluation", 0),
    ("3", "Audits et annuaires", 3),
    ("4", "Continuité et reprise", 0),
    ("5", "Qualité et risques", 0),
    ("6", "Identification", 0),
    ("7", "Budget numérique", 1),
    ("", "PAQ", 4),
    ("", "À faire", 0),
    ("", "Documents", 0),
    ("", "Organisation", 0),
]


class SampleForm(HygieForm):
    """An exercise, noted."""

    groups = (
        ("L’exercice", ("title", "held_on", "kind")),
        ("Qui était là", ("present", "writes", "cost_eur")),
    )
    title = forms.CharField(label="Intitulé", max_length=120)
    held_on = FrenchDateField(label="Jour de l’exercice")
    kind = forms.ChoiceField(
        label="Ce qui a été éprouvé",
        choices=[("", "Choisir"), ("care", "La continuité des soins"), ("is", "Le SI")],
    )
    present = forms.MultipleChoiceField(
        label="Fonctions présentes",
        help_text="Au moins une de la direction, et une parmi PCME, DSI, DIRCOM.",
        choices=[("dg", "Direction générale"), ("pcme", "PCME"), ("dsi", "DSI")],
        widget=forms.CheckboxSelectMultiple,
    )
    writes = forms.BooleanField(label="Le RETEX est rédigé", required=False)
    cost_eur = FrenchDecimalField(label="Coût", unit="€", required=False, decimal_places=2)


class PartsForm(HygieForm):
    """Fields drawn one by one."""

    planned_on = FrenchDateField(label="Jour prévu")
    present = forms.CharField(label="Direction", required=False)
    writes = forms.CharField(label="Direction des systèmes d’information", required=False)


def sample_navigation() -> list[dict[str, Any]]:
    """The rail, as `organisations` would give it."""
    return [
        {
            "number": number,
            "label": label,
            "url": "#",
            "late": late,
            "current": number == "1",
            "separator": label == "PAQ",
        }
        for number, label, late in NAV
    ]


def sample_obligations() -> list[dict[str, Any]]:
    """What is late first, then what comes."""
    return [
        {
            "code": "3.c",
            "label": "Audit ADS de tous les annuaires, chaque trimestre",
            "url": "#",
            "status": "late",
            "noted": True,
            "reasons": ["Sans audit ADS ce trimestre\u00a0: chv.local."],
            "when": "Chaque trimestre",
            "since": date(2026, 10, 1),
            "missing": "Il manque l’audit du 3e trimestre de la forêt «\u00a0chv.local\u00a0».",
            "gesture_url": "#",
            "gesture_label": "Importer un résultat ADS",
            "missed": ["2026-T3"],
        },
        {
            "code": "4.b",
            "label": "BIA des services critiques et médico-techniques",
            "url": "#",
            "status": "late",
            "noted": True,
            "since": date(2026, 7, 1),
            "count": "17 BIA sur 24 approuvés",
            "missing": "Sept services n’ont pas de bilan approuvé.",
            "gesture_url": "#",
            "gesture_label": "Relancer les sept services",
        },
        {
            "code": "1.a",
            "label": "Exercice annuel de crise cyber",
            "url": "#",
            "status": "due",
            "noted": True,
            "due_on": date(2026, 12, 31),
            "missing": "Aucun exercice noté en 2026.",
            "gesture_url": "#",
            "gesture_label": "Noter l’exercice",
        },
        {
            "code": "6.c",
            "label": "Brique d’authentification unique (SSO)",
            "url": "#",
            "status": "unknown",
            "missing": "Combien de personnes distinctes utilisent un service sensible\u00a0?",
            "noted_by": "RSSI, DSI",
        },
    ]


def sample_lists() -> dict[str, Any]:
    """Rows and histories."""
    return {
        "crumbs": [
            {"label": "CH de Valmont-sur-Loire", "url": "#"},
            {"label": "1. Exercice de crise", "url": "#"},
            {"label": "Exercice du 12 mars 2026"},
        ],
        "tabs": [
            {"label": "En retard", "url": "#", "current": True, "count": 3},
            {"label": "À venir", "url": "#", "count": 9},
            {"label": "Tout", "url": "#", "count": 25},
        ],
        "rows": [
            (
                "Corriger les comptes à privilèges dormants",
                "M. Diallo",
                date(2026, 9, 30),
                60,
                "late",
            ),
            ("Écrire la fiche réflexe du laboratoire", "Dr Perrin", date(2026, 12, 15), 20, "due"),
            ("Éprouver la restauration du DPI", "S. Le Goff", date(2026, 6, 30), 100, "met"),
        ],
        "events": [
            {
                "on": date(2026, 11, 3),
                "text": "RETEX validé",
                "person": "S. Le Goff",
                "status": "met",
            },
            {"on": date(2026, 3, 12), "text": "Exercice tenu", "note": "6 fonctions présentes"},
            {"on": date(2026, 1, 9), "text": "Exercice planifié", "person": "M. Diallo"},
        ],
        "items": [
            {"label": "Jour", "value": date(2026, 3, 12)},
            {"label": "Éprouvé", "value": "La continuité des soins aux urgences"},
            {"label": "Parti d’un événement cyber", "value": True},
            {"label": "RETEX", "value": ""},
        ],
        "versions": [
            {"label": "Jour", "mine": "12/03/2026", "theirs": "14/03/2026", "differs": True},
            {"label": "Animateur", "mine": "M. Diallo", "theirs": "M. Diallo", "differs": False},
        ],
        "who_can": [{"name": "Sophie Le Goff", "role": "RSSI"}],
    }


@cache
def reference() -> list[tuple[str, str]]:
    """(file name, head comment) of each component: what to write, and with which parameters."""
    folder = Path(__file__).parent / "templates/web/components"
    heads = []
    for path in sorted(folder.glob("*.html")):
        head = path.read_text("utf-8").split("{% endcomment %}")[0]
        heads.append((path.stem, head.removeprefix("{% comment %}").strip()))
    return heads


def sample() -> dict[str, Any]:
    """Whole context of the page; each form is built anew."""
    wrong = SampleForm(
        {"title": "Exercice SECNUM", "held_on": "31/02/2026", "cost_eur": "1.234", "kind": ""},
        auto_id="corriger_%s",
    )
    parts = PartsForm({"planned_on": "un jour"}, auto_id="parts_%s")
    looked_on = date(2026, 11, 21)
    return {
        "nav": sample_navigation(),
        "unit": {"name": "CH de Valmont-sur-Loire", "finess": "490000999", "url": "#"},
        "person": {"name": "Sophie Le Goff", "role": "RSSI", "url": "#"},
        "note_url": "#",
        "search_url": "/composants/",
        "switch_url": "/composants/",
        "looked_on": looked_on,
        "demonstration": True,
        "looks": statuses.LOOKS.values(),
        "since": date(2026, 7, 1),
        "due_on": date(2026, 12, 31),
        "day": looked_on,
        "amount": Decimal("1234567.89"),
        "form": SampleForm(),
        "wrong_form": wrong,
        "obligations": sample_obligations(),
        "statuses": {row["code"]: row for row in sample_obligations()},
        "reference": reference(),
        "page": Paginator(range(100), 10).page(3),
        "parts": parts,
        "parts_fields": [parts["present"], parts["writes"]],
        **sample_lists(),
        **sample_charts(),
    }
