"""The clinics of the private group, the autonomous establishments, and a stranger elsewhere."""

from datetime import date
from decimal import Decimal

from hygie.continuity.enums import BiaState, Signer
from hygie.continuity.models import Copil, FramingLetter, Responsable
from hygie.demo import bia, plan
from hygie.demo.pen import Pen
from hygie.demo.stories import shapes
from hygie.exercises.enums import Function, Theme
from hygie.identification.enums import Access, MieType
from hygie.identification.enums import Origin as MieOrigin
from hygie.organisations.enums import Provenance
from hygie.quality_plan.enums import Origin

ARBOUSIERS_SERVICES: tuple[bia.Line, ...] = (
    ("Blocs opératoires", bia.CRITICAL, "Chirurgie", "Mme Delphine Roca"),
    ("Surveillance continue", bia.CRITICAL, "Chirurgie", "Dr Xavier Fages"),
    ("Imagerie", bia.TECHNICAL, "Plateau technique", "Dr Xavier Fages"),
    ("Stérilisation", bia.TECHNICAL, "Plateau technique", "M. Jordi Vila"),
    ("Hospitalisation", bia.CARE, "Soins", "Mme Delphine Roca"),
    ("Admissions et facturation", bia.ADMINISTRATIVE, "Accueil", "Mme Lise Amiel"),
)
ARBOUSIERS_APPROVED = {
    "Blocs opératoires": (date(2026, 2, 24), 4, 24),
    "Surveillance continue": (date(2026, 3, 24), 2, 4),
    "Imagerie": (date(2026, 5, 5), 8, 24),
    "Stérilisation": (date(2026, 6, 2), 12, 24),
}


def arbousiers_write(pen: Pen) -> None:
    """Headquarters of the group: signs the lettre de cadrage for all; well under way."""
    played = pen.exercise(
        "exercice-2025", date(2025, 9, 30), title="Exercice du groupe « Bloc sans réseau »",
        theme=Theme.RANSOMWARE, tested_care=True, tested_missions=True, under_cyber_event=True,
        functions=[Function.DG, Function.DSI, Function.DIRCOM], participants=26,
        retex_validated_on=date(2025, 10, 28), retex_validated_by="Olivier Sanchez",
        entered_on=date(2025, 11, 3), receipt="EX-2025-11-0120",
    )  # fmt: skip
    pen.exercise(
        "exercice-2026", date(2026, 10, 6), title="Exercice « Fuite de dossiers »",
        theme=Theme.LEAK, tested_care=False, tested_missions=True, under_cyber_event=True,
        functions=[Function.DG, Function.DSI, Function.DPO], participants=15,
    )  # fmt: skip
    if played:
        found = plan.finding(pen, "programme-papier", Origin.EXERCISE, date(2025, 10, 28),
                             "Le programme du bloc n’était imprimé nulle part.",
                             played)  # fmt: skip
        made = plan.action(
            pen, "programme-papier", date(2025, 10, 28), "Imprimer le programme du bloc",
            found, pilote_name="Delphine Roca", due_on=date(2025, 12, 19), number="Q-2025-31",
        )  # fmt: skip
        plan.done(pen, made, date(2025, 12, 9))
    for year, closed, entered, receipt in (
        (2025, date(2025, 11, 12), date(2025, 11, 20), "MP-2025-0850"),
        (2026, date(2026, 11, 3), date(2026, 11, 12), "MP-2026-0955"),
    ):
        pen.self_assessment(f"auto-evaluation-{year}", year, closed, entered, receipt=receipt,
                            level="66 %")  # fmt: skip
    pen.registrations(date(2024, 9, 16), date(2026, 1, 12))
    pen.smsi(date(2025, 9, 1), "Béatrice Lormont")
    pen.inventory(date(2026, 1, 12), by="Olivier Sanchez")
    forest = pen.directory("foret", "Forêt MIRANDOLE", date(2018, 1, 15), units=("lacdombre",),
                           forest_dns="mirandole.example")  # fmt: skip
    pen.ads(forest, shapes.quarterly(levels=(2, 2, 2, 2, 2, 3), failed="vuln_delegation_a2d2",
                                     skip=(0, 1, 2)))  # fmt: skip
    pen.fact("responsable", Responsable, date(2025, 3, 3), name="Lise Amiel",
             named_on=date(2025, 3, 3))  # fmt: skip
    pen.fact("lettre", FramingLetter, date(2025, 5, 13), signed_on=date(2025, 5, 13),
             signed_by=Signer.ESTABLISHMENT)  # fmt: skip
    pen.fact("lettre-du-siege", FramingLetter, date(2025, 5, 13), units=("lacdombre",),
             signed_on=date(2025, 5, 13), signed_by=Signer.GROUP_HQ)  # fmt: skip
    pen.fact("copil", Copil, date(2025, 5, 13), units=("lacdombre",),
             created_on=date(2025, 5, 13), members="Siège et directions des cliniques")  # fmt: skip
    services = bia.services_write(pen, ARBOUSIERS_SERVICES)
    bia.list_decide(pen, date(2025, 12, 2), services.values())
    bia.bias_write(pen, services, ARBOUSIERS_APPROVED, {"Hospitalisation": BiaState.IN_PROGRESS},
                   "Lise Amiel")  # fmt: skip
    shapes.sensitive_services(pen, ("Dossier patient", "Anesthésie", "Imagerie"),
                              date(2025, 10, 1), Access.BOTH, "Siège du groupe")  # fmt: skip
    shapes.people_count(pen, date(2026, 1, 20), 318)
    shapes.mie(pen, "fido2", MieType.FIDO2, MieOrigin.ESTABLISHMENT, date(2025, 10, 1), 2,
               label="Clé du groupe", homologated_on=date(2025, 9, 22))  # fmt: skip
    shapes.local_directory(pen, "Annuaire du groupe", date(2025, 2, 3), hr=date(2026, 10, 5),
                           rpps=date(2026, 3, 2))  # fmt: skip
    shapes.papers(pen, engagement=date(2025, 11, 4), trajectory=date(2026, 1, 27),
                  by="Olivier Sanchez")  # fmt: skip
    for year, computed, entered, receipt, total, digital in (
        (2024, date(2025, 6, 16), date(2025, 6, 27), "BN-2025-0433", "27480100.00", "412200.00"),
        (2025, date(2026, 6, 12), date(2026, 6, 29), "BN-2026-0588", "28210700.00", "451300.00"),
    ):
        pen.budget(
            year, computed, entered_on=entered, receipt=receipt, charges_total=Decimal(total),
            **shapes.digital_titles(Decimal(digital)), has_shared_spending=True,
            shared_by_combined_activity=True, shared_received=Decimal("92000.00"),
            has_non_sanitary_structures=False, etp_ssi_own=Decimal("0.000"),
            etp_ssi_shared=Decimal("0.500"),
        )  # fmt: skip


def lacdombre_write(pen: Pen) -> None:
    """Without DSI on site: its lettre de cadrage is the headquarters' alone."""
    pen.exercise(
        "exercice-2025", date(2025, 12, 11), title="Exercice sur table",
        theme=Theme.PHISHING, tested_care=True, under_cyber_event=True, functions=None,
        provenance=Provenance.MEMORY,
    )  # fmt: skip
    pen.self_assessment("auto-evaluation-2025", 2025, date(2025, 12, 15), date(2025, 12, 22),
                        level="41 %", receipt="")  # fmt: skip
    pen.registrations(None, None)
    pen.inventory(date(2026, 2, 2), by="Sandrine Dupouy")
    pen.fact("responsable", Responsable, date(2025, 6, 16), name="Sandrine Dupouy",
             named_on=date(2025, 6, 16))  # fmt: skip
    shapes.mie(pen, "inconnu", MieType.OTHER, "", date(2024, 1, 1), None,
               label="Carte du logiciel d’anesthésie")  # fmt: skip
    pen.unknown("6.b", "Demander à l’éditeur combien de facteurs la carte du bloc utilise.")
    pen.unknown("7.a", "Le siège calcule-t-il la part numérique clinique par clinique ?")


def sainteaurore_write(pen: Pen) -> None:
    """A non-profit institute of the group: half-way."""
    pen.exercise(
        "exercice-2025", date(2025, 6, 19), title="Exercice « Dossier patient coupé »",
        theme=Theme.PATIENT_RECORD, tested_care=True, tested_missions=True, under_cyber_event=True,
        functions=[Function.DG, Function.PCME, Function.DSI], participants=17,
        retex_validated_on=date(2025, 7, 10), retex_validated_by="Michel Barthès",
        entered_on=date(2025, 7, 15), receipt="EX-2025-07-0044",
    )  # fmt: skip
    pen.exercise(
        "exercice-2026", date(2026, 6, 18), title="Exercice « Prestataire compromis »",
        theme=Theme.SUPPLIER, tested_care=True, tested_missions=True, under_cyber_event=True,
        functions=[Function.DG, Function.DSI, Function.RPCRA], participants=20,
        retex_validated_on=date(2026, 9, 3), retex_validated_by="Michel Barthès",
    )  # fmt: skip
    pen.self_assessment("auto-evaluation-2025", 2025, date(2025, 9, 9), date(2025, 9, 18),
                        level="57 %", receipt="MP-2025-0499")  # fmt: skip
    pen.self_assessment("auto-evaluation-2026", 2026, date(2026, 9, 8), date(2026, 9, 15),
                        level="63 %", receipt="MP-2026-0611")  # fmt: skip
    pen.registrations(date(2025, 2, 10), date(2025, 2, 10))
    pen.inventory(date(2024, 12, 9), by="Michel Barthès")
    own = pen.directory("foret", "Forêt AURORE", date(2016, 6, 1), forest_dns="aurore.example")
    pen.ads(own, shapes.quarterly(levels=(2,), failed="vuln_privileged_members", shift=20,
                                  skip=(2,)))  # fmt: skip
    found = plan.finding(pen, "comptes-privilegies", Origin.ADS, date(2026, 6, 2),
                         "Trop de comptes ont tous les droits sur l’annuaire.", own)  # fmt: skip
    plan.action(
        pen, "comptes-privilegies", date(2026, 6, 4), "Réduire les comptes d’administration", found,
        pilote_name="Michel Barthès", due_on=date(2026, 10, 30), number="AQ-26-09",
    )  # fmt: skip
    pen.fact("responsable", Responsable, date(2025, 4, 14), name="Michel Barthès",
             named_on=date(2025, 4, 14))  # fmt: skip
    pen.fact("lettre", FramingLetter, date(2025, 6, 10), signed_on=date(2025, 6, 10),
             signed_by=Signer.ESTABLISHMENT)  # fmt: skip
    pen.fact("copil", Copil, date(2025, 6, 10), created_on=date(2025, 6, 10))
    shapes.sensitive_services(pen, ("Dossier patient", "Prescription"), date(2025, 9, 15),
                              Access.BOTH, "Comité de direction")  # fmt: skip
    shapes.people_count(pen, date(2025, 9, 15), 286)
    shapes.mie(pen, "ecps", MieType.ECPS, MieOrigin.ANS, date(2024, 10, 7), 2)
    shapes.papers(pen, engagement=date(2025, 10, 14), by="Michel Barthès")
    pen.budget(2025, date(2026, 6, 16), entered_on=date(2026, 6, 26), receipt="BN-2026-0533",
               charges_total=Decimal("19874500.00"), **shapes.digital_titles(Decimal("318000.00")),
               has_shared_spending=False, has_non_sanitary_structures=False,
               etp_ssi_own=Decimal("0.100"))  # fmt: skip


def sourcesvives_write(pen: Pen) -> None:
    """Opened in 2026: little to show yet, and its first deadlines are in 2027."""
    pen.registrations(date(2026, 4, 13), None)
    pen.fact("responsable", Responsable, date(2026, 6, 1), name="Émilie Gasc",
             named_on=date(2026, 6, 1))  # fmt: skip
    pen.directory("foret", "Forêt SOURCES", date(2026, 3, 2))


def embruns_write(pen: Pen) -> None:
    """A clinic of another region: what a stranger never sees."""
    pen.exercise(
        "exercice-2025", date(2025, 10, 16), title="Exercice « Tempête et réseau »",
        theme=Theme.POWER, tested_care=True, tested_missions=True, under_cyber_event=True,
        functions=[Function.DG, Function.DSI], participants=12,
        retex_validated_on=date(2025, 11, 4), retex_validated_by="Yann Kerdoncuff",
    )  # fmt: skip
    pen.registrations(date(2025, 3, 24), None)
    own = pen.directory("foret", "Forêt EMBRUNS", date(2017, 1, 9))
    pen.ads(own, ((date(2026, 4, 9), 2, "vuln_user_accounts_dormant"),))
