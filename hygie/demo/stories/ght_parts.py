"""Three parties of the GHT: one waits for a signature, one is late, one is psychiatric."""

from datetime import date
from decimal import Decimal

from hygie.audits.models import Directory
from hygie.continuity.enums import BiaState, Signer
from hygie.continuity.models import Copil, CopilMeeting, FramingLetter, Responsable
from hygie.demo import bia, plan
from hygie.demo.pen import Pen, demo_id
from hygie.demo.region import unit_of
from hygie.demo.stories import shapes
from hygie.exercises.enums import Function, Theme
from hygie.exercises.models import Exercise
from hygie.exercises.services import exercise_entry_close
from hygie.identification.enums import Access, MieType
from hygie.identification.enums import Origin as MieOrigin
from hygie.obligations.recording import coverage_answer_and_refresh
from hygie.organisations.enums import Provenance
from hygie.quality_plan.enums import Origin
from hygie.quality_plan.services import paq_setting_change

PUYSERAC_SERVICES: tuple[bia.Line, ...] = (
    ("Urgences", bia.CRITICAL, "Urgences", "Dr Vincent Oulès"),
    ("Bloc opératoire", bia.CRITICAL, "Chirurgie", "Mme Agnès Laval"),
    ("Maternité", bia.CRITICAL, "Mère et enfant", "Mme Agnès Laval"),
    ("Laboratoire", bia.TECHNICAL, "Médico-technique", "Dr Rémi Savy"),
    ("Pharmacie", bia.TECHNICAL, "Médico-technique", "Dr Lucie Bonal"),
    ("Médecine", bia.CARE, "Médecine", "Dr Vincent Oulès"),
    ("Admissions", bia.ADMINISTRATIVE, "Finances", "M. Yves Calmels"),
    ("Restauration", bia.LOGISTIC, "Logistique", "M. Yves Calmels"),
)
PUYSERAC_APPROVED = {
    "Urgences": (date(2026, 3, 17), 2, 4), "Bloc opératoire": (date(2026, 4, 14), 8, 24),
    "Maternité": (date(2026, 4, 28), 4, 4), "Laboratoire": (date(2026, 5, 26), 4, 4),
    "Pharmacie": (date(2026, 6, 23), 12, 24), "Admissions": (date(2026, 10, 20), 12, 4),
}  # fmt: skip


def puyserac_write(pen: Pen) -> None:
    """In good order; Hygie stands for its PAQ; waits for the exercise of December."""
    paq_setting_change(**pen.who, since=date(2025, 9, 1), expected_since=None)
    played = pen.exercise(
        "exercice-2025", date(2025, 12, 2), title="Exercice « Laboratoire coupé »",
        theme=Theme.SUPPLIER, tested_care=True, tested_missions=True, under_cyber_event=True,
        functions=[Function.DGA, Function.DSI, Function.PCME, Function.BIOLOGY], participants=22,
        retex_validated_on=date(2025, 12, 22), retex_validated_by="Bruno Teyssier",
        entered_on=date(2025, 12, 23), receipt="EX-2025-12-0611",
    )  # fmt: skip
    if played:
        found = plan.finding(
            pen, "biologie-papier", Origin.EXERCISE, date(2025, 12, 22),
            "Les résultats urgents n’avaient pas de circuit papier.", played,
        )  # fmt: skip
        made = plan.action(
            pen, "biologie-papier", date(2025, 12, 22), "Écrire le circuit papier des résultats",
            found, pilote_name="Dr Rémi Savy", due_on=date(2026, 5, 29),
        )  # fmt: skip
        plan.done(pen, made, date(2026, 5, 12))
    pen.self_assessment("auto-evaluation-2025", 2025, date(2025, 10, 1), date(2025, 10, 8),
                        level="58 %", receipt="MP-2025-0602")  # fmt: skip
    pen.self_assessment("auto-evaluation-2026", 2026, date(2026, 10, 28), level="64 %")
    pen.registrations(date(2024, 11, 4), date(2025, 2, 17))
    pen.smsi(date(2025, 3, 10), "Nicolas Estève")
    pen.inventory(date(2025, 2, 3), by="Bruno Teyssier")
    pen.fact("responsable", Responsable, date(2025, 5, 5), name="Agnès Laval",
             named_on=date(2025, 5, 5))  # fmt: skip
    pen.fact("lettre", FramingLetter, date(2025, 6, 3), signed_on=date(2025, 6, 3),
             signed_by=Signer.GHT)  # fmt: skip
    copil = pen.fact("copil", Copil, date(2025, 6, 17), created_on=date(2025, 6, 17))
    for day in (date(2025, 6, 17), date(2025, 11, 4), date(2026, 5, 5), date(2026, 10, 6)):
        if copil:
            pen.fact(f"copil/{day}", CopilMeeting, day, copil=copil, held_on=day)
    services = bia.services_write(pen, PUYSERAC_SERVICES)
    bia.list_decide(pen, date(2025, 11, 4), services.values())
    bia.bias_write(pen, services, PUYSERAC_APPROVED, {"Médecine": BiaState.IN_PROGRESS},
                   "Agnès Laval")  # fmt: skip
    shapes.sensitive_services(pen, ("Dossier patient", "Laboratoire", "Messagerie sécurisée"),
                              date(2025, 9, 1), Access.LOCAL, "Direction")  # fmt: skip
    shapes.people_count(pen, date(2026, 2, 2), 412)
    shapes.mie(pen, "cps", MieType.CPS, MieOrigin.ANS, date(2024, 1, 8), 2)
    shapes.local_directory(pen, "Annuaire RH", date(2025, 1, 6), hr=date(2026, 9, 28),
                           rpps=date(2026, 4, 20))  # fmt: skip
    shapes.papers(pen, trajectory=date(2026, 4, 7), by="Bruno Teyssier")
    for year, computed, entered, receipt, total, digital in (
        (2024, date(2025, 6, 10), date(2025, 6, 26), "BN-2025-0391", "38220400.00", "534100.00"),
        (2025, date(2026, 6, 9), date(2026, 6, 24), "BN-2026-0502", "39105200.00", "571900.00"),
    ):
        pen.budget(
            year, computed, entered_on=entered, receipt=receipt, charges_total=Decimal(total),
            **shapes.digital_titles(Decimal(digital)), follows_note_2019_207=True,
            has_shared_spending=True, shared_by_combined_activity=True,
            shared_received=Decimal("61300.00"), has_non_sanitary_structures=False,
            etp_ssi_own=Decimal("0.200"), etp_ssi_shared=Decimal("0.200"),
        )  # fmt: skip


def hautescombes_write(pen: Pen) -> None:
    """Late nearly everywhere; declines the common forest, which it does not use."""
    pen.exercise(
        "exercice-2024", date(2024, 3, 19), title="Exercice d’évacuation et panne informatique",
        theme=Theme.POWER, tested_care=True, under_cyber_event=False,
        functions=[Function.DG, Function.DST], provenance=Provenance.MEMORY,
    )  # fmt: skip
    pen.registrations(date(2025, 10, 13), None)
    declined = Directory.objects.filter(
        pk=demo_id(unit_of("castelroc").finess or "", "foret-ght")
    ).first()
    if declined:
        coverage_answer_and_refresh(
            **pen.who, fact=declined, declines=True,
            reason="Nous gardons notre annuaire jusqu’à la bascule de 2027.",
            obligation_ids=("3.c", "3.e"),
        )  # fmt: skip
    own = pen.directory("foret", "Domaine COMBES", date(2011, 2, 1), provenance=Provenance.MEMORY)
    pen.ads(own, ((date(2025, 9, 24), 1, "vuln_krbtgt ; vuln_adminsdholder"),))
    pen.fact("responsable", Responsable, date(2025, 9, 1), name="Laurent Vaysse",
             named_on=date(2025, 9, 1), provenance=Provenance.MEMORY)  # fmt: skip
    shapes.mie(pen, "mot-de-passe", MieType.PASSWORD, MieOrigin.ESTABLISHMENT, date(2012, 1, 2), 1)
    pen.budget(2024, date(2026, 1, 20), charges_total=Decimal("21480900.00"),
               **shapes.digital_titles(Decimal("236400.00")),
               has_shared_spending=False)  # fmt: skip
    pen.unknown("4.b", "La liste des services de 2023 a-t-elle été arrêtée par un COPIL ?")
    pen.unknown("6.d", "Voir avec le GHT si son référentiel d’identités nous couvre.")


def belorme_write(pen: Pen) -> None:
    """Psychiatric: takes the exercise of the GHT and enters it itself; its directory improves."""
    common = Exercise.objects.filter(
        pk=demo_id(unit_of("castelroc").finess or "", "exercice-2025")
    ).first()
    if common and pen.past(date(2025, 12, 15)):
        exercise_entry_close(**pen.who, exercise_id=common.pk, entered_on=date(2025, 12, 15),
                             receipt="EX-2025-12-0498")  # fmt: skip
    last = pen.exercise(
        "exercice-2026", date(2026, 9, 24), title="Exercice « Traitements sans logiciel »",
        theme=Theme.PATIENT_RECORD, tested_care=True, tested_missions=True, under_cyber_event=True,
        functions=[Function.DG, Function.DSI, Function.PHARMACY], participants=19,
    )  # fmt: skip
    if last:
        plan.finding(pen, "plans-de-soins", Origin.EXERCISE, date(2026, 9, 24),
                     "Les plans de soins imprimés avaient deux jours de retard.", last)  # fmt: skip
    pen.self_assessment("auto-evaluation-2025", 2025, date(2025, 12, 1), date(2025, 12, 18),
                        level="49 %", receipt="MP-2025-1033")  # fmt: skip
    pen.registrations(date(2025, 1, 27), date(2025, 4, 14))
    pen.inventory(date(2025, 3, 17), by="Catherine Fabre")
    own = pen.directory("foret", "Forêt BELORME", date(2014, 5, 1),
                        forest_dns="belorme.example")  # fmt: skip
    pen.ads(own, shapes.quarterly(levels=(1, 1, 2), failed="vuln_user_accounts_dormant", shift=15))
    pen.fact("responsable", Responsable, date(2025, 6, 2), name="Pierre Lagarde",
             named_on=date(2025, 6, 2))  # fmt: skip
    pen.fact("lettre", FramingLetter, date(2025, 6, 24), signed_on=date(2025, 6, 24),
             signed_by=Signer.ESTABLISHMENT)  # fmt: skip
    pen.fact("copil", Copil, date(2025, 9, 9), created_on=date(2025, 9, 9))
    shapes.sensitive_services(pen, ("Dossier patient", "Messagerie sécurisée"), date(2025, 5, 5),
                              Access.BOTH, "Direction")  # fmt: skip
    shapes.mie(pen, "psc", MieType.PSC, MieOrigin.ANS, date(2025, 5, 5), 2)
    pen.budget(2025, date(2026, 6, 25), entered_on=date(2026, 7, 9), receipt="",
               charges_total=Decimal("44871300.00"), **shapes.digital_titles(Decimal("602000.00")),
               follows_note_2019_207=True, has_shared_spending=False,
               has_non_sanitary_structures=None, etp_ssi_own=Decimal("0.500"))  # fmt: skip
