"""The CHU: the support of the GHT, exemplary. It bears the common forest and an exercise."""

from datetime import date
from decimal import Decimal

from hygie.audits.models import ExposureAudit
from hygie.continuity.enums import Signer
from hygie.continuity.models import Copil, CopilMeeting, FramingLetter, PcraCadre, Responsable
from hygie.demo import bia, plan
from hygie.demo.pen import Pen
from hygie.demo.stories import shapes
from hygie.exercises.enums import Function, Theme
from hygie.identification.enums import Access, MieType
from hygie.identification.enums import Origin as MieOrigin
from hygie.quality_plan.enums import Origin

FUNCTIONS = [
    Function.DG, Function.PCME, Function.DSI, Function.RSSI, Function.DIRCOM, Function.DQGR,
    Function.DS, Function.RPCRA, Function.SAMU,
]  # fmt: skip
SERVICES: tuple[bia.Line, ...] = (
    ("Urgences", bia.CRITICAL, "Urgences et soins critiques", "Dr Anaïs Bonnafous"),
    ("Régulation du SAMU", bia.CRITICAL, "Urgences et soins critiques", "Dr Anaïs Bonnafous"),
    ("Réanimation", bia.CRITICAL, "Urgences et soins critiques", "Dr Hugo Malaval"),
    ("Blocs opératoires", bia.CRITICAL, "Chirurgie", "Pr Odile Ressac"),
    ("Maternité", bia.CRITICAL, "Mère et enfant", "Mme Inès Carayol"),
    ("Laboratoire", bia.TECHNICAL, "Biologie et imagerie", "Dr Samir Haddad"),
    ("Imagerie", bia.TECHNICAL, "Biologie et imagerie", "Dr Léa Fourcade"),
    ("Pharmacie", bia.TECHNICAL, "Pharmacie", "Dr Benoît Cros"),
    ("Médecine polyvalente", bia.CARE, "Médecine", "Dr Paule Garrigues"),
    ("Consultations", bia.CARE, "Médecine", "Mme Rose Albinet"),
    ("Admissions", bia.ADMINISTRATIVE, "Finances et accueil", "M. Luc Pujol"),
    ("Paie et plannings", bia.ADMINISTRATIVE, "Ressources humaines", "Mme Flore Lanta"),
    ("Restauration", bia.LOGISTIC, "Logistique", "M. Régis Combes"),
    ("Magasin et achats", bia.LOGISTIC, "Logistique", "M. Régis Combes"),
)
APPROVED = {
    "Urgences": (date(2025, 11, 4), 1, 4), "Régulation du SAMU": (date(2025, 11, 4), 1, 1),
    "Réanimation": (date(2025, 11, 18), 1, 4), "Blocs opératoires": (date(2025, 12, 2), 4, 24),
    "Maternité": (date(2025, 12, 9), 4, 4), "Laboratoire": (date(2026, 1, 13), 2, 4),
    "Imagerie": (date(2026, 1, 20), 4, 24), "Pharmacie": (date(2026, 2, 3), 8, 24),
    "Médecine polyvalente": (date(2026, 4, 14), 8, 4), "Consultations": (date(2026, 5, 5), 24, 24),
    "Admissions": (date(2026, 5, 19), 8, 4), "Paie et plannings": (date(2026, 6, 2), 72, 24),
    "Restauration": (date(2026, 6, 16), 24, 24), "Magasin et achats": (date(2026, 6, 16), 48, 24),
}  # fmt: skip


def exercises_write(pen: Pen) -> None:
    """A yearly exercise; that of 2025 was played for the whole GHT."""
    pen.exercise(
        "exercice-2024", date(2024, 6, 11), title="Exercice sur table « Dossier patient coupé »",
        theme=Theme.PATIENT_RECORD, tested_care=True, tested_missions=True, under_cyber_event=True,
        functions=[Function.DGA, Function.DSI, Function.RSSI], participants=18,
        retex_validated_on=date(2024, 9, 3), retex_validated_by="Comité de direction",
    )  # fmt: skip
    played = pen.exercise(
        "exercice-2025", date(2025, 10, 7), units=("belorme",),
        title="Exercice territorial « Nuit d’octobre »", theme=Theme.RANSOMWARE, tested_care=True,
        tested_missions=True, under_cyber_event=True, functions=FUNCTIONS, participants=64,
        tested_text="Bascule des urgences et du laboratoire sur papier pendant douze heures.",
        retex_validated_on=date(2025, 11, 25), retex_validated_by="Comité de direction",
        entered_on=date(2025, 12, 4), receipt="EX-2025-10-0311",
    )  # fmt: skip
    pen.held_proof(played, "RETEX signé", "Secrétariat de la direction générale", "DG-2025-418")
    last = pen.exercise(
        "exercice-2026", date(2026, 6, 9), title="Exercice « Annuaire compromis »",
        theme=Theme.DIRECTORY, tested_care=True, tested_missions=True, under_cyber_event=True,
        functions=FUNCTIONS, participants=52,
        tested_text="Reconstruction de l’annuaire ; blocs et maternité en mode dégradé.",
        retex_validated_on=date(2026, 7, 15), retex_validated_by="Comité de direction",
        entered_on=date(2026, 7, 21), receipt="EX-2026-07-0087",
    )  # fmt: skip
    pen.held_proof(last, "RETEX signé", "Secrétariat de la direction générale", "DG-2026-276")
    if played:
        found = plan.finding(
            pen, "chu-annuaire-papier", Origin.EXERCISE, date(2025, 11, 25),
            "Annuaire téléphonique de crise introuvable en salle de crise.", played,
        )  # fmt: skip
        made = plan.action(
            pen, "chu-annuaire-papier", date(2025, 11, 25), "Tenir un annuaire de crise imprimé",
            found, pilote_name="Thomas Ribaute", due_on=date(2026, 2, 27), number="PAQ-2025-114",
            sponsor_name="Isabelle Montagné",
        )  # fmt: skip
        plan.done(pen, made, date(2026, 2, 10))
        plan.verified(
            pen, made, date(2026, 3, 3),
            ("Annuaire imprimé, édition de février 2026", "Cellule de crise", "CRISE-ANN-02"),
        )  # fmt: skip
    if last:
        found = plan.finding(
            pen, "chu-comptes-secours", Origin.EXERCISE, date(2026, 7, 15),
            "Les comptes de secours n’avaient pas été essayés depuis un an.", last,
        )  # fmt: skip
        made = plan.action(
            pen, "chu-comptes-secours", date(2026, 7, 15), "Essayer les comptes de secours",
            found, pilote_name="Thomas Ribaute", due_on=date(2026, 12, 18), number="PAQ-2026-071",
        )  # fmt: skip
        plan.progress(pen, made, 60)


def self_assessments_write(pen: Pen) -> None:
    """One declared and entered each year; its gaps are carried."""
    for year, closed, entered, receipt, level in (
        (2024, date(2024, 11, 5), date(2024, 11, 14), "MP-2024-0412", "62 %"),
        (2025, date(2025, 6, 3), date(2025, 6, 12), "MP-2025-0198", "71 %"),
        (2026, date(2026, 5, 19), date(2026, 5, 28), "MP-2026-0144", "78 %"),
    ):
        made = pen.self_assessment(
            f"auto-evaluation-{year}", year, closed, entered, receipt=receipt, level=level
        )
        if made and year == 2026:
            found = plan.finding(
                pen, "chu-journaux", Origin.SELF_ASSESSMENT, closed,
                "Les journaux de deux applications ne sont pas centralisés.", made,
            )  # fmt: skip
            plan.progress(
                pen,
                plan.action(
                    pen, "chu-journaux", closed, "Centraliser les journaux", found,
                    pilote_name="Thomas Ribaute", due_on=date(2027, 3, 31), number="PAQ-2026-058",
                ),
                30,
            )  # fmt: skip


def audits_write(pen: Pen) -> None:
    """The common forest, borne for three parties, and the one of research."""
    pen.registrations(date(2023, 5, 15), date(2023, 9, 4))
    pen.smsi(date(2024, 1, 8), "Thomas Ribaute")
    pen.inventory(date(2024, 12, 16), by="Isabelle Montagné")
    shared = pen.directory(
        "foret-ght", "Forêt commune AUTAN", date(2022, 3, 1),
        units=("valmorin", "puyserac", "hautescombes"), forest_dns="autan.ght.example",
    )  # fmt: skip
    pen.ads(shared, shapes.quarterly(
        levels=(2, 2, 3, 3, 3, 3, 3, 4),
        failed="vuln_password_change_priv ; vuln_delegation_t2a4d",
    ))  # fmt: skip
    research = pen.directory(
        "foret-recherche", "Forêt RECHERCHE", date(2023, 9, 1), forest_dns="recherche.chu.example"
    )
    pen.ads(research, shapes.quarterly(levels=(2, 2, 2, 2, 3, 3, 3, 3), failed="", shift=5))
    pen.fact(
        "silene-2026", ExposureAudit, date(2026, 9, 8), done_on=date(2026, 9, 8),
        perimeter="Adresses publiques du CHU et du GHT", level="Bon",
    )  # fmt: skip
    found = plan.finding(
        pen, "chu-silene", Origin.SILENE, date(2026, 9, 8),
        "Un service de prise de rendez-vous expose une version ancienne.",
    )  # fmt: skip
    made = plan.action(
        pen, "chu-silene", date(2026, 9, 10), "Mettre à jour le portail de rendez-vous", found,
        pilote_name="Thomas Ribaute", due_on=date(2026, 10, 30), number="PAQ-2026-083",
    )  # fmt: skip
    plan.done(pen, made, date(2026, 10, 22))


def continuity_write(pen: Pen) -> None:
    """Everything is in place and every BIA approved."""
    pen.fact("responsable", Responsable, date(2024, 10, 1), name="Aurélie Sicard",
             named_on=date(2024, 10, 1))  # fmt: skip
    letter = pen.fact("lettre", FramingLetter, date(2025, 2, 11), signed_on=date(2025, 2, 11),
                      signed_by=Signer.ESTABLISHMENT)  # fmt: skip
    pen.held_proof(letter, "Lettre signée", "Direction générale", "DG-2025-052")
    copil = pen.fact("copil", Copil, date(2025, 3, 4), created_on=date(2025, 3, 4),
                     members="Direction générale, PCME, DSI, RSSI, qualité, soins")  # fmt: skip
    for day, decisions in (
        (date(2025, 3, 4), "Installation ; calendrier des BIA."),
        (date(2025, 9, 16), "Liste des services arrêtée, version 1."),
        (date(2026, 3, 10), "Suivi des BIA ; PCRA cadre présenté."),
        (date(2026, 9, 22), "PCRA cadre approuvé ; essai de bascule décidé."),
    ):
        if copil:
            pen.fact(f"copil/{day}", CopilMeeting, day, copil=copil, held_on=day,
                     decisions=decisions)  # fmt: skip
    services = bia.services_write(pen, SERVICES)
    bia.list_decide(pen, date(2025, 9, 16), services.values())
    bia.bias_write(pen, services, APPROVED, {}, "Aurélie Sicard")
    pen.fact("pcra", PcraCadre, date(2026, 9, 22), approved_on=date(2026, 9, 22),
             covers_all_services=True)  # fmt: skip


def identification_write(pen: Pen) -> None:
    """Seven sensitive services, one SSO, cards everywhere."""
    shapes.sensitive_services(
        pen,
        ("Dossier patient", "Prescription", "Laboratoire", "Imagerie", "Anesthésie",
         "Messagerie sécurisée", "Accès distant"),
        date(2025, 3, 3), Access.BOTH, "Comité de sécurité des SI",
    )  # fmt: skip
    shapes.people_count(pen, date(2026, 1, 15), 6840,
                        "Médecins : 1 210\nSoignants : 4 460\nAdministratifs : 1 210")  # fmt: skip
    shapes.mie(pen, "cps", MieType.CPS, MieOrigin.ANS, date(2023, 2, 1), 2)
    shapes.mie(pen, "psc", MieType.PSC, MieOrigin.ANS, date(2024, 4, 2), 2)
    shapes.sso(pen, "Passerelle SSO du GHT", date(2024, 2, 5))
    shapes.local_directory(pen, "Référentiel RH-identités", date(2023, 6, 1),
                           hr=date(2026, 11, 2), rpps=date(2026, 10, 12))  # fmt: skip
    shapes.papers(pen, engagement=date(2025, 5, 6), trajectory=date(2025, 6, 24),
                  by="Isabelle Montagné")  # fmt: skip


def budgets_write(pen: Pen) -> None:
    """Three fiscal years, the last two entered in time."""
    for year, computed, entered, receipt, total, digital in (
        (2023, date(2024, 6, 3), None, "", "612450300.00", "11880400.00"),
        (2024, date(2025, 5, 20), date(2025, 6, 5), "BN-2025-0077", "634120880.00", "13010250.00"),
        (2025, date(2026, 5, 12), date(2026, 6, 2), "BN-2026-0061", "651980410.00", "14277300.00"),
    ):
        pen.budget(
            year, computed, entered_on=entered, receipt=receipt, charges_total=Decimal(total),
            **shapes.digital_titles(Decimal(digital)),
            follows_note_2019_207=True, has_shared_spending=True, shared_by_combined_activity=True,
            shared_received=Decimal("884000.00"), has_non_sanitary_structures=True,
            counts_whole_expense=True, etp_ssi_own=Decimal("6.500"),
            etp_ssi_shared=Decimal("1.200"),
        )  # fmt: skip
