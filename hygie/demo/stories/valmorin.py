"""CH de Valmorin, 420 beds: the main hospital of the demonstration, late here and there."""

from datetime import date

from hygie.audits.models import ExposureAudit
from hygie.demo import plan
from hygie.demo.pen import Pen
from hygie.demo.stories import shapes
from hygie.exercises.enums import Function, Theme
from hygie.exercises.models import Exercise
from hygie.organisations.enums import Provenance
from hygie.quality_plan.enums import Instance, Origin, State


def exercises_write(pen: Pen) -> None:
    """2025 was done well; the table exercise of 2026 had no direction in the room."""
    pen.exercise(
        "exercice-2024", date(2024, 11, 19), title="Exercice sur table « Messagerie coupée »",
        theme=Theme.PHISHING, tested_care=False, tested_missions=True, under_cyber_event=True,
        functions=[Function.DSI, Function.RSSI, Function.DQGR], participants=11,
        provenance=Provenance.MEMORY,
    )  # fmt: skip
    played = pen.exercise(
        "exercice-2025", date(2025, 11, 18), title="Exercice « Rançongiciel aux urgences »",
        theme=Theme.RANSOMWARE, tested_care=True, tested_missions=True, under_cyber_event=True,
        functions=[Function.DG, Function.PCME, Function.DSI, Function.RSSI, Function.DIRCOM,
                   Function.DQGR, Function.RPCRA, Function.SAMU, Function.BIOLOGY],
        participants=37,
        tested_text="Urgences et laboratoire sur papier pendant quatre heures ; cellule de crise "
        "réunie en vingt minutes.",
        retex_validated_on=date(2025, 12, 16), retex_validated_by="Hélène Castaing",
        entered_on=date(2025, 12, 19), receipt="EX-2025-12-0542",
    )  # fmt: skip
    pen.held_proof(played, "RETEX signé", "Secrétariat de direction", "DIR-2025-311")
    pen.linked_proof(
        played, "Scénario et main courante",
        "https://ged.valmorin.example/crise/exercice-2025-11-18",
    )  # fmt: skip
    pen.held_by("animateur").exercise(
        "table-2026", date(2026, 4, 14), title="Répétition technique « Sauvegardes »",
        theme=Theme.RANSOMWARE, tested_care=True, tested_missions=False, under_cyber_event=True,
        functions=[Function.DSI, Function.RSSI, Function.DST], participants=9,
    )  # fmt: skip
    if played:
        _improvements(pen, played)


def _improvements(pen: Pen, played: Exercise) -> None:
    """Four improvements of the exercise of 2025: verified, done, postponed, overdue."""
    noted_on = date(2025, 12, 16)
    wordings = {
        "formulaires": "Les formulaires papier du laboratoire dataient de 2019.",
        "telephones": "Les téléphones de secours n’étaient pas chargés.",
        "etiquettes": "Pas d’étiquettes d’identité sans le logiciel d’admission.",
        "salle": "La salle de crise n’a pas d’imprimante isolée.",
    }
    found = {
        name: plan.finding(pen, name, Origin.EXERCISE, noted_on, wording, played)
        for name, wording in wordings.items()
    }
    quality = pen.held_by("qualite")
    made = plan.action(
        quality, "formulaires", date(2025, 12, 18), "Mettre à jour les formulaires de secours",
        found["formulaires"], pilote_name="Karim Benali", due_on=date(2026, 3, 31),
        number="PAQ-25-087", sponsor_name="Hélène Castaing",
        indicator="Une édition par an dans chaque service",
    )  # fmt: skip
    plan.done(quality, made, date(2026, 3, 20))
    plan.verified(
        quality, made, date(2026, 4, 7),
        ("Formulaires, édition 2026", "Bureau de la qualité", "QUA-FOR-118"),
    )  # fmt: skip
    made = plan.action(
        quality, "telephones", date(2025, 12, 18), "Entretenir les téléphones de secours",
        found["telephones"], pilote_name="Julien Roques", due_on=date(2026, 4, 30),
        number="PAQ-25-088", instances=[Instance.COPIL],
    )  # fmt: skip
    plan.done(quality, made, date(2026, 4, 28))
    made = plan.action(
        quality, "etiquettes", date(2025, 12, 18), "Préparer des étiquettes d’identité de secours",
        found["etiquettes"], pilote_name="Claire Vasseur", due_on=date(2026, 6, 30),
        number="PAQ-25-089", instances=[Instance.COPIL, Instance.COVIRISQ],
    )  # fmt: skip
    plan.progress(quality, made, 40)
    plan.postpone(
        quality, made, date(2026, 6, 23), date(2026, 12, 15),
        "L’imprimante d’étiquettes autonome est livrée en octobre seulement.",
    )  # fmt: skip
    made = plan.action(
        quality, "salle", date(2025, 12, 18), "Équiper la salle de crise", found["salle"],
        pilote_name="Marc Delrieu", due_on=date(2026, 9, 30), number="PAQ-25-090",
        instances=[Instance.COPIL],
    )  # fmt: skip
    plan.progress(quality, made, 20)


def self_assessments_write(pen: Pen) -> None:
    """Entered each year; two gaps of 2026, of which one has no number in the hospital's PAQ."""
    pen.self_assessment(
        "auto-evaluation-2025", 2025, date(2025, 11, 27), date(2025, 12, 11), level="54 %",
        receipt="MP-2025-0977",
    )  # fmt: skip
    made = pen.self_assessment(
        "auto-evaluation-2026", 2026, date(2026, 9, 30), date(2026, 10, 13), level="61 %",
        receipt="MP-2026-0803",
    )  # fmt: skip
    if made is None:
        return
    noted_on = date(2026, 9, 30)
    distant = plan.finding(
        pen, "acces-distants", Origin.SELF_ASSESSMENT, noted_on,
        "Trois prestataires se connectent encore sans second facteur.", made,
    )  # fmt: skip
    old = plan.finding(
        pen, "obsolescence", Origin.SELF_ASSESSMENT, noted_on,
        "Onze postes de l’imagerie ne reçoivent plus de correctifs.", made,
    )  # fmt: skip
    action = plan.action(
        pen, "acces-distants", date(2026, 10, 5), "Renforcer les accès des prestataires", distant,
        pilote_name="Claire Vasseur", due_on=date(2027, 1, 29), number="PAQ-26-041",
        instances=[Instance.COPIL, Instance.CME],
    )  # fmt: skip
    plan.progress(pen, action, 25)
    plan.action(
        pen, "obsolescence", date(2026, 10, 5), "Renouveler les postes de l’imagerie", old,
        pilote_name="Marc Delrieu", due_on=date(2027, 6, 30),
    )  # fmt: skip


def audits_write(pen: Pen) -> None:
    """The common forest is borne by the CHU; the old one of the hospital is late and weak."""
    pen.registrations(date(2024, 2, 5), date(2024, 6, 17))
    pen.smsi(date(2025, 1, 13), "Claire Vasseur")
    pen.inventory(date(2025, 1, 20), by="Hélène Castaing")
    old = pen.directory(
        "ancienne-foret", "Ancien domaine VALMORIN", date(2009, 9, 1),
        forest_dns="valmorin.local.example", provenance=Provenance.DOCUMENT,
    )  # fmt: skip
    pen.ads(old, shapes.quarterly(
        levels=(1,), skip=(6, 7), shift=9,
        failed="vuln_krbtgt ; vuln_privileged_members_password ; vuln_smb_version",
    ))  # fmt: skip
    pen.fact(
        "silene-2026", ExposureAudit, date(2026, 6, 18), done_on=date(2026, 6, 18),
        perimeter="Adresses publiques du CH", level="Moyen",
    )  # fmt: skip
    krbtgt = plan.finding(
        pen, "krbtgt", Origin.ADS, date(2026, 2, 20),
        "Le mot de passe du compte krbtgt n’a pas été changé depuis plus d’un an.", old,
    )  # fmt: skip
    plan.finding(
        pen, "webmail", Origin.SILENE, date(2026, 6, 18),
        "Le webmail répond encore à une adresse oubliée.",
    )  # fmt: skip
    made = plan.action(
        pen, "krbtgt", date(2026, 2, 23), "Assainir l’ancien domaine", krbtgt,
        pilote_name="Marc Delrieu", due_on=date(2026, 5, 29), number="PAQ-26-012",
        sponsor_name="Hélène Castaing", instances=[Instance.COPIL],
    )  # fmt: skip
    plan.progress(pen, made, 70)
    plan.postpone(
        pen, made, date(2026, 5, 20), date(2026, 12, 31),
        "L’ancien domaine ferme avec la bascule du laboratoire, repoussée à décembre.",
    )  # fmt: skip


def plan_write(pen: Pen) -> None:
    """What came from elsewhere: an action to accept, one given up, a finding set aside."""
    inventory = plan.finding(
        pen, "inventaire", Origin.OTHER, date(2026, 8, 31),
        "L’inventaire des applications n’a pas de responsable désigné.",
    )  # fmt: skip
    plan.action(
        pen, "inventaire", date(2026, 9, 1), "Tenir l’inventaire des applications", inventory,
        State.PROPOSED, due_on=date(2027, 2, 26), number="PAQ-26-037",
        instances=[Instance.COPIL],
    )  # fmt: skip
    made = plan.action(
        pen, "sensibilisation", date(2026, 1, 12), "Sensibiliser les nouveaux arrivants",
        pilote_name="Sophie Nadal", due_on=date(2026, 12, 18), number="PAQ-26-002",
        instances=[Instance.CSE],
    )  # fmt: skip
    plan.progress(pen, made, 80)
    made = plan.action(
        pen, "fax", date(2026, 1, 12), "Installer un télécopieur de secours",
        pilote_name="Julien Roques", due_on=date(2026, 6, 30), number="PAQ-26-003",
    )  # fmt: skip
    plan.cancelled(
        pen, made, date(2026, 5, 4), "Remplacé par la messagerie sécurisée en mode dégradé."
    )
    badges = plan.finding(
        pen, "badges", Origin.OTHER, date(2026, 3, 9),
        "Des badges anciens ouvrent encore le local technique.",
    )  # fmt: skip
    plan.dismiss(pen, badges, date(2026, 3, 30), "Serrures changées dans le mois par les travaux.")
