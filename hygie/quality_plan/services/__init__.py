"""Every write of the room. The rooms above call these functions, never the models.

finding = services.finding_record(
    scope=scope, acting_user=user, unit=unit, new_id=new_id, origin=Origin.EXERCISE,
    wording="…", noted_on=day, source_kind="exercise", source_id=exercise.pk,
    source_label=str(exercise), room=Room.EXERCISES,
)
services.finding_answer(scope=scope, acting_user=user, unit=unit, finding_id=…, action_id=…)
"""

from hygie.quality_plan.services.actions import (
    action_answer_coverage,
    action_change,
    action_record,
    action_remove,
    number_set,
)
from hygie.quality_plan.services.findings import (
    action_from_finding,
    finding_answer,
    finding_change,
    finding_dismiss,
    finding_record,
    finding_remove,
    finding_restore,
    finding_unanswer,
    findings_of_source_remove,
    spread_title,
)
from hygie.quality_plan.services.import_undo import import_undo
from hygie.quality_plan.services.imports import (
    import_columns_choose,
    import_draft,
    import_take,
)
from hygie.quality_plan.services.moves import action_move, action_postpone, action_progress
from hygie.quality_plan.services.pilote_answers import (
    pilote_accept,
    pilote_progress_note,
    pilote_refuse,
)
from hygie.quality_plan.services.retesting import Retest, findings_retest, retests_withdraw
from hygie.quality_plan.services.setting import paq_setting_change, restricted_export_note

__all__ = [
    "Retest",
    "action_answer_coverage",
    "action_change",
    "action_from_finding",
    "action_move",
    "action_postpone",
    "action_progress",
    "action_record",
    "action_remove",
    "finding_answer",
    "finding_change",
    "finding_dismiss",
    "finding_record",
    "finding_remove",
    "finding_restore",
    "finding_unanswer",
    "findings_of_source_remove",
    "findings_retest",
    "import_columns_choose",
    "import_draft",
    "import_take",
    "import_undo",
    "number_set",
    "paq_setting_change",
    "pilote_accept",
    "pilote_progress_note",
    "pilote_refuse",
    "restricted_export_note",
    "retests_withdraw",
    "spread_title",
]
