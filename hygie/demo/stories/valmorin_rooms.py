"""CH de Valmorin: continuity, identification and budget."""

from datetime import date
from decimal import Decimal

from hygie.continuity.enums import BiaState, Signer
from hygie.continuity.models import Copil, CopilMeeting, FramingLetter, Responsable
from hygie.demo import bia
from hygie.demo.pen import Pen
from hygie.demo.stories import shapes
from hygie.identification.enums import Access, MieType
from hygie.identification.enums import Origin as MieOrigin

SERVICES: tuple[bia.Line, ...] = (
    ("Urgences", bia.CRITICAL, "Urgences", "Dr Mathilde Salles"),
    ("Régulation", bia.CRITICAL, "Urgences", "Dr Mathilde Salles"),
    ("Réanimation", bia.CRITICAL, "Soins critiques", "Dr Antoine Rey"),
    ("Bloc opératoire", bia.CRITICAL, "Chirurgie", "Mme Céline Marty"),
    ("Maternité", bia.CRITICAL, "Mère et enfant", "Mme Joëlle Vidal"),
    ("Dialyse", bia.CRITICAL, "Médecine", "Dr Pascal Itié"),
    ("Oncologie", bia.CRITICAL, "Médecine", "Dr Nora Belkacem"),
    ("Chirurgie (hospitalisation)", bia.CRITICAL, "Chirurgie", "Mme Céline Marty"),
    ("Laboratoire", bia.TECHNICAL, "Médico-technique", "Dr Irène Bastide"),
    ("Imagerie", bia.TECHNICAL, "Médico-technique", "Dr Fabien Gaillac"),
    ("Pharmacie", bia.TECHNICAL, "Médico-technique", "Dr Élodie Rouch"),
    ("Stérilisation", bia.TECHNICAL, "Médico-technique", "M. Denis Lagarrigue"),
    ("Dépôt de sang", bia.TECHNICAL, "Médico-technique", "Dr Irène Bastide"),
    ("Médecines", bia.CARE, "Médecine", "Dr Pascal Itié"),
    ("Soins de suite", bia.CARE, "Gériatrie", "Dr Louise Albar"),
    ("Consultations", bia.CARE, "Médecine", "Mme Rachel Pons"),
    ("Hospitalisation à domicile", bia.CARE, "Médecine", "Mme Rachel Pons"),
    ("Admissions", bia.ADMINISTRATIVE, "Finances et accueil", "M. Éric Donnadieu"),
    ("Paie", bia.ADMINISTRATIVE, "Ressources humaines", "Mme Valérie Soula"),
    ("Archives médicales", bia.ADMINISTRATIVE, "Qualité", "Mme Corinne Bosc"),
    ("Achats et magasin", bia.LOGISTIC, "Logistique", "M. Serge Cabrol"),
    ("Restauration", bia.LOGISTIC, "Logistique", "M. Serge Cabrol"),
    ("Blanchisserie", bia.LOGISTIC, "Logistique", "M. Serge Cabrol"),
    ("Services techniques", bia.LOGISTIC, "Travaux", "M. Alain Rigal"),
)
APPROVED = {
    "Urgences": (date(2026, 2, 10), 1, 4), "Régulation": (date(2026, 2, 10), 1, 1),
    "Réanimation": (date(2026, 3, 3), 1, 4), "Bloc opératoire": (date(2026, 3, 24), 4, 24),
    "Maternité": (date(2026, 4, 7), 4, 4), "Dialyse": (date(2026, 4, 21), 24, 24),
    "Chirurgie (hospitalisation)": (date(2026, 5, 12), 8, 4),
    "Laboratoire": (date(2026, 5, 19), 2, 4), "Imagerie": (date(2026, 6, 9), 4, 24),
    "Pharmacie": (date(2026, 6, 16), 8, 24), "Dépôt de sang": (date(2026, 6, 23), 2, 4),
    "Médecines": (date(2026, 7, 7), 8, 4), "Admissions": (date(2026, 9, 8), 8, 4),
    "Paie": (date(2026, 9, 15), 72, 24), "Achats et magasin": (date(2026, 9, 29), 48, 24),
    "Restauration": (date(2026, 10, 6), 24, 24),
}  # fmt: skip
OTHERS = {
    "Oncologie": BiaState.TO_APPROVE,
    "Stérilisation": BiaState.IN_PROGRESS,
    "Consultations": BiaState.IN_PROGRESS,
    "Archives médicales": BiaState.TO_START,
    "Services techniques": BiaState.TO_START,
}
LAST_BIA = ("Soins de suite", date(2026, 11, 10), 24, 24)


def continuity_write(pen: Pen) -> None:
    """A COPIL at work, 24 services listed, BIA under way; no PCRA cadre yet."""
    pen.fact("responsable", Responsable, date(2025, 4, 1), name="Karim Benali",
             named_on=date(2025, 4, 1))  # fmt: skip
    letter = pen.fact("lettre", FramingLetter, date(2025, 5, 20), signed_on=date(2025, 5, 20),
                      signed_by=Signer.ESTABLISHMENT)  # fmt: skip
    pen.held_proof(letter, "Lettre de cadrage signée", "Secrétariat de direction", "DIR-2025-140")
    copil = pen.fact("copil", Copil, date(2025, 6, 12), created_on=date(2025, 6, 12),
                     members="Direction, PCME, DSI, RSSI, qualité, soins, RPCRA")  # fmt: skip
    for day, decisions in (
        (date(2025, 6, 12), "Installation du comité, calendrier."),
        (date(2025, 10, 9), "Liste des services, version 1."),
        (date(2026, 1, 22), "Liste des services, version 2 : vingt-quatre services."),
        (date(2026, 6, 25), "Onze BIA critiques et médico-techniques sur treize ; relance."),
        (date(2026, 10, 15), "Point d’avancement ; PCRA cadre attendu en mars 2027."),
    ):
        if copil:
            pen.fact(f"copil/{day}", CopilMeeting, day, copil=copil, held_on=day,
                     decisions=decisions)  # fmt: skip
    services = bia.services_write(pen, SERVICES)
    first = [one for name, one in services.items() if name not in ("Blanchisserie", "Régulation")]
    bia.list_decide(pen, date(2025, 10, 9), first)
    bia.list_decide(pen, date(2026, 1, 22), services.values())
    bia.bias_write(pen, services, APPROVED, OTHERS, "Karim Benali")


def last_bia_write(pen: Pen) -> None:
    """One BIA approved after what was published: the working status is ahead of it."""
    name, day, dmia_h, pdma_h = LAST_BIA
    line = next(one for one in SERVICES if one[0] == name)
    services = bia.services_write(pen, (line,))
    bia.bias_write(pen, services, {name: (day, dmia_h, pdma_h)}, {}, "Karim Benali")


def identification_write(pen: Pen) -> None:
    """Six sensitive services, so a SSO is asked for; one password alone remains."""
    shapes.sensitive_services(
        pen,
        ("Dossier patient", "Prescription", "Laboratoire", "Imagerie", "Messagerie sécurisée",
         "Télémaintenance"),
        date(2025, 6, 2), Access.BOTH, "COPIL sécurité",
    )  # fmt: skip
    shapes.people_count(pen, date(2026, 3, 16), 1480,
                        "Médecins : 190\nSoignants : 905\n"
                        "Administratifs et techniques : 410")  # fmt: skip
    shapes.mie(pen, "cps", MieType.CPS, MieOrigin.ANS, date(2023, 5, 2), 2)
    shapes.mie(pen, "badge", MieType.BADGE_PIN, MieOrigin.ESTABLISHMENT, date(2025, 9, 15), 2,
               label="Badge du CH et code PIN", homologated_on=date(2025, 9, 8),
               homologated_until=date(2028, 9, 8))  # fmt: skip
    shapes.mie(pen, "mot-de-passe", MieType.PASSWORD, MieOrigin.ESTABLISHMENT, date(2015, 1, 5), 1,
               label="Mot de passe seul (télémaintenance)")  # fmt: skip
    shapes.sso(pen, "SSO du plateau de soins", date(2025, 10, 20))
    shapes.local_directory(pen, "Annuaire RH du CH", date(2024, 9, 2), hr=date(2026, 9, 1),
                           rpps=date(2024, 9, 30))  # fmt: skip
    shapes.papers(pen, trajectory=date(2026, 2, 3), by="Hélène Castaing")
    pen.unknown(
        "6.e", "Demander à la DIM si l’engagement de 2024 a été signé, et où il est classé."
    )


def budgets_write(pen: Pen) -> None:
    """Fiscal year 2024 entered after its day, 2025 in time."""
    common = {
        "follows_note_2019_207": True,
        "has_shared_spending": True,
        "shared_by_combined_activity": False,
        "shared_received": Decimal("148200.00"),
    }
    pen.budget(
        2024, date(2025, 7, 1), entered_on=date(2025, 9, 16), receipt="BN-2025-0866",
        charges_t1=Decimal("61480200.00"), charges_t2=Decimal("14920110.00"),
        charges_t3=Decimal("12204870.00"), charges_t4=Decimal("5611400.00"),
        **shapes.digital_titles(Decimal("1502380.40")), **common,
        etp_ssi_own=Decimal("1.000"), etp_ssi_shared=Decimal("0.300"),
    )  # fmt: skip
    pen.budget(
        2025, date(2026, 5, 27), entered_on=date(2026, 6, 22), receipt="BN-2026-0410",
        charges_t1=Decimal("62915500.00"), charges_t2=Decimal("15288040.00"),
        charges_t3=Decimal("12610930.00"), charges_t4=Decimal("5702260.00"),
        **shapes.digital_titles(Decimal("1688240.75")), **common,
        etp_ssi_own=Decimal("1.000"), etp_ssi_shared=Decimal("0.400"),
    )  # fmt: skip


def budget_unknown(pen: Pen) -> None:
    """A question left open by the finances."""
    pen.unknown("7.e", "L’EHPAD et l’IFSI sont-ils comptés avec le budget principal ?")
