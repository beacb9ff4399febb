"""Every code that a verdict may carry, with what it means and the keys of its data.

The French sentences are written elsewhere, one per code. The dated values of a reason
(`Reason.sources`) carry the text, the day and, for a choice of Hygie, why.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CodeEntry:
    """One code: an English gloss, and the keys of `Reason.data` (always present unless said)."""

    gloss: str
    data: tuple[str, ...] = ()


def _entry(gloss: str, *data: str) -> CodeEntry:
    return CodeEntry(gloss, data)


_DIRECTORIES = ("directories", "names", "borne_by_support", "all_borne_by_support")

REASONS: dict[str, CodeEntry] = {
    # The unit itself
    "not_in_force": _entry("the instruction does not apply yet on that day"),
    "excluded_territory": _entry("overseas territory that the text excludes", "department"),
    "not_opened_yet": _entry("the unit was not open yet", "opened_on"),
    "unit_closed": _entry("the unit is closed", "closed_on"),
    "declared_unknown": _entry("nothing noted; the unit answered « on ne sait pas encore »"),
    "sector_unknown": _entry("the sector is not known, and the answer depends on it"),
    # Action 1
    "exercise_held": _entry("an exercise that counts was held this year", "exercise", "held_on"),
    "exercise_to_hold": _entry("an exercise is to be held by that day", "due_on"),
    "previous_year_missed": _entry("nothing was done in the closed year before", "year"),
    "exercise_not_counted": _entry(
        "an exercise of this year does not count; `lacks`: continuity, cyber_event, "
        "general_direction, other_function",
        "exercise", "held_on", "lacks",
    ),
    "exercise_unclear": _entry(
        "an exercise may count; `unclear`: continuity, cyber_event, functions",
        "exercise", "held_on", "unclear",
    ),
    "no_exercise_yet": _entry("no exercise counts this year: nothing to follow", "due_on"),
    "retex_done": _entry("the RETEX is validated", "exercise", "held_on", "done_on"),
    "retex_to_do": _entry("an exercise has a RETEX to come", "exercise", "held_on", "due_on"),
    "retex_late": _entry("an exercise has no RETEX, its day is past", "exercise", "held_on"),
    "entry_done": _entry("the exercise is on the platform", "exercise", "held_on", "done_on"),
    "entry_to_do": _entry("an exercise is to be entered", "exercise", "held_on", "due_on"),
    "entry_late": _entry("an exercise is not entered, its day is past", "exercise", "held_on"),
    # Findings and the PAQ (1.c, 2.b, 3.d, 5.a)
    "nothing_to_carry": _entry("no finding nor improvement is noted"),
    "all_carried": _entry("all findings are carried by the PAQ", "total"),
    "finding_without_action": _entry("findings without a live action", "findings"),
    "action_incomplete": _entry(
        "actions that lack something; `needs`: number, pilote, due_date; `findings`: keys of the "
        "findings, or of the actions that answer none",
        "findings", "needs",
    ),
    "action_overdue": _entry("actions past their day, not postponed with a reason", "actions"),
    # Action 2
    "declaration_entered": _entry("entered on the platform, with a receipt", "entered_on"),
    "declaration_to_enter": _entry("to be entered by that day", "due_on"),
    "declaration_not_entered": _entry("closed here, not entered on the platform", "declaration"),
    "declaration_without_receipt": _entry("entered, without receipt", "declaration"),
    "declaration_on_demonstration": _entry("made on a demonstration pack", "declaration"),
    # Action 3
    "club_ssi_registered": _entry("registered to the club SSI", "on"),
    "club_ssi_not_registered": _entry("not registered to the club SSI"),
    "silene_registered": _entry("registered to SILENE", "on"),
    "silene_not_registered": _entry("not registered to SILENE"),
    "within_programme": _entry("for-profit: to be done during programme CaRE", "due_on"),
    "programme_ended": _entry("for-profit: not done when programme CaRE ended", "due_on"),
    "done_within_programme": _entry("for-profit: done during programme CaRE", "ended_on"),
    "directories_audited": _entry("all directories were audited this quarter", "quarter"),
    "directories_to_audit": _entry("directories to audit by that day", "due_on"),
    "previous_quarter_missed": _entry("the closed quarter before was missed", "quarter"),
    "directory_not_audited": _entry("directories without audit this quarter", *_DIRECTORIES),
    "no_directory_listed": _entry("no directory is listed"),
    "no_directory": _entry("the signed inventory says that there is no directory"),
    "inventory_missing": _entry("no signed inventory says that all directories are listed"),
    "smsi_and_plan_in_place": _entry("SMSI with its RSSI, and all findings carried", "total"),
    "smsi_missing": _entry("no SMSI is named"),
    "smsi_without_rssi": _entry("a SMSI is named, without its RSSI"),
    "level_reached": _entry("the lowest directory has the level required", "level", "required"),
    "level_too_low": _entry("the lowest directory is under the level", "level", "required"),
    "directory_too_low": _entry("which directories are under the level", *_DIRECTORIES),
    "level_unknown": _entry("directories whose level is not known", *_DIRECTORIES),
    # Action 4
    "comitologie_in_place": _entry("responsable, lettre de cadrage and COPIL are in place"),
    "responsable_missing": _entry("no responsable PCA/PRA in place", "due_on"),
    "letter_missing": _entry("no lettre de cadrage signed by the direction", "due_on"),
    "copil_missing": _entry("no COPIL in place", "due_on"),
    "letter_signed_by_group_hq": _entry("only a private group's headquarters signed the letter"),
    "service_list_missing": _entry("no list of services arrêtée by the COPIL", "due_on"),
    "no_service_of_families": _entry(
        "the list has no service of these families", "version", "decided_on"
    ),
    "bia_all_approved": _entry("all BIA are approved", "version", "decided_on", "total"),
    "bia_missing": _entry(
        "services without an approved BIA", "version", "decided_on", "total", "services"
    ),
    "pcra_cadre_approved": _entry("the PCRA cadre covers all services"),
    "pcra_cadre_missing": _entry("no PCRA cadre approved", "due_on"),
    "pcra_cadre_partial": _entry("the PCRA cadre does not cover all services", "due_on"),
    # Action 6
    "trajectory_in_place": _entry("a trajectory of the MIE is validated", "on"),
    "trajectory_missing": _entry("no trajectory of the MIE is validated"),
    "engagement_in_place": _entry("the engagement de sécurisation is signed", "on"),
    "engagement_missing": _entry("the engagement de sécurisation is not signed"),
    "mie_all_conform": _entry("all MIE in use are allowed", "total"),
    "mie_not_conform": _entry("uses of a MIE that the text does not allow", "keys"),
    "mie_unclear": _entry("uses of a MIE of which not enough is known", "keys"),
    "service_without_mie": _entry("sensitive services without any MIE noted", "keys"),
    "no_mie_use": _entry("no MIE is noted"),
    "no_sensitive_service": _entry("no sensitive service is noted"),
    "sso_in_service": _entry("a SSO is in service (`people` when counted)", "services"),
    "sso_required": _entry(
        "what is `exceeded` (services, people): a SSO is asked (`people` when counted)",
        "services",
        "exceeded",
    ),
    "sso_not_required": _entry("at or under both bounds: no SSO asked", "services", "people"),
    "sso_condition_unknown": _entry("a count that settles it lacks (`people` if any)", "services"),
    "local_directory_missing": _entry("no local identity repository in place"),
    "local_directory_synchronised": _entry("in place, synchronised with HR and RPPS"),
    "hr_never_synchronised": _entry("never synchronised with HR"),
    "rpps_never_synchronised": _entry("never synchronised with the RPPS"),
    "hr_synchronisation_old": _entry("last synchronisation with HR too old", "last_on"),
    "rpps_synchronisation_old": _entry("last synchronisation with the RPPS too old", "last_on"),
    # Action 7
    "computation_made": _entry("share and ETP computed", "fiscal_year"),
    "computation_missing": _entry("the share of that fiscal year is not computed", "fiscal_year"),
    "etp_ssi_missing": _entry("ETP of information security not given", "fiscal_year"),
    "sector_not_concerned": _entry("only public units are concerned", "sector"),
    "note_followed": _entry("follows note DGOS/PF2/2019/207", "fiscal_year"),
    "note_not_followed": _entry("does not follow note DGOS/PF2/2019/207", "fiscal_year"),
    "note_unknown": _entry("not said whether it follows the note", "fiscal_year"),
    "shared_spending_followed": _entry("shared part split by activité combinée", "fiscal_year"),
    "shared_spending_not_followed": _entry("shared part absent or split otherwise", "fiscal_year"),
    "shared_spending_no_object": _entry("no digital spending is shared", "fiscal_year"),
    "shared_spending_unknown": _entry("not said whether or how spending is shared", "fiscal_year"),
    "non_sanitary_followed": _entry("the whole expense is counted", "fiscal_year"),
    "non_sanitary_not_followed": _entry("the whole expense is not counted", "fiscal_year"),
    "non_sanitary_no_object": _entry("no non-sanitary structure under the entity", "fiscal_year"),
    "non_sanitary_unknown": _entry("not said for non-sanitary structures", "fiscal_year"),
    "budget_entered": _entry("entered on the platform", "fiscal_year", "entered_on"),
    "budget_to_enter": _entry("to be entered by that day", "fiscal_year", "due_on"),
    "budget_entry_late": _entry("not entered, its day is past", "fiscal_year", "due_on"),
}  # fmt: skip

MISSING: dict[str, str] = {
    "unit.sector": "the legal sector of the unit",
    "exercise": "an exercise of this year that counts",
    "exercise.continuity": "whether the exercise tested the continuity of care or missions",
    "exercise.cyber_event": "whether the exercise started from a cyber event",
    "exercise.functions": "which functions were present at the exercise",
    "retex": "the day the RETEX was validated",
    "entry": "the entry of the exercise on the national platform",
    "finding": "a finding or improvement",
    "plan_action": "an action of the plan for each finding",
    "plan_action.number": "the number of the action in the establishment's PAQ",
    "plan_action.pilote": "the pilote of the action",
    "plan_action.due_date": "the due date of the action",
    "plan_action.done_or_postponed": "the action done, or postponed with a reason",
    "declaration": "a declaration of maturity for this year",
    "declaration.entry": "the entry of the declaration on the national platform",
    "declaration.receipt": "the receipt of the declaration",
    "club_ssi.registration": "the day of registration to the club SSI",
    "silene.registration": "the day of registration to SILENE",
    "directory": "the directories of the unit",
    "directory_inventory": "a signed inventory saying that all directories are listed",
    "ads_result": "the ADS audits of this quarter",
    "ads_level": "the ADS level of each directory",
    "ads_level.higher": "a later ADS audit with the level required",
    "smsi": "the SMSI",
    "smsi.rssi": "the RSSI who supervises the SMSI",
    "responsable": "a responsable PCA/PRA",
    "letter": "a lettre de cadrage signed by the direction of the establishment or of the GHT",
    "copil": "a COPIL",
    "service_list": "the list of services arrêtée by the COPIL",
    "bia": "approved BIA",
    "pcra_cadre": "a PCRA cadre approved for all services",
    "trajectory": "a validated trajectory of the MIE",
    "engagement": "a signed engagement de sécurisation",
    "sensitive_service": "the sensitive services",
    "user_count": "the number of distinct people with access to a sensitive service",
    "mie_use": "the MIE in use",
    "mie_use.conform": "an allowed MIE instead of those that are not",
    "mie_use.factors": "supplier, factors or homologation of a MIE",
    "sso": "a SSO in service",
    "local_directory": "a local identity repository",
    "hr_synchronisation": "a synchronisation with HR",
    "rpps_synchronisation": "a synchronisation with the RPPS",
    "computation": "the computation of the fiscal year",
    "computation.etp_ssi": "the number of ETP devoted to information security",
    "computation.note": "whether the computation follows the note of 2019",
    "computation.shared_spending_object": "whether digital spending is shared",
    "computation.shared_spending": "a shared part split by activité combinée",
    "computation.non_sanitary_object": "whether non-sanitary structures share the legal entity",
    "computation.non_sanitary": "the whole expense counted",
    "budget_entry": "the entry of the fiscal year on the national platform",
    "budget_entry.receipt": "the receipt of the entry",
}
