"""Everything that writes in the room of the self-assessments."""

from hygie.self_assessments.services.answers import (
    answers_save,
    assessment_close,
    assessment_reopen,
)
from hygie.self_assessments.services.carrying import (
    answers_carry,
    assessment_pack_update,
    groups_choose,
)
from hygie.self_assessments.services.entries import self_assessment_entry_close
from hygie.self_assessments.services.gaps import gap_note, gaps_plan
from hygie.self_assessments.services.packs import (
    pack_choose,
    pack_draft_accept,
    pack_draft_read,
    pack_ensure,
    pack_remove,
)
from hygie.self_assessments.services.proofs import proofs_choose
from hygie.self_assessments.services.records import (
    COVERED,
    OBLIGATIONS,
    self_assessment_answer,
    self_assessment_change,
    self_assessment_record,
    self_assessment_remove,
)
from hygie.self_assessments.services.sharing import pack_share
from hygie.self_assessments.services.theme_links import (
    theme_contribute,
    theme_link_end,
    theme_link_give,
)

__all__ = [
    "COVERED",
    "OBLIGATIONS",
    "answers_carry",
    "answers_save",
    "assessment_close",
    "assessment_pack_update",
    "assessment_reopen",
    "gap_note",
    "gaps_plan",
    "groups_choose",
    "pack_choose",
    "pack_draft_accept",
    "pack_draft_read",
    "pack_ensure",
    "pack_remove",
    "pack_share",
    "proofs_choose",
    "self_assessment_answer",
    "self_assessment_change",
    "self_assessment_entry_close",
    "self_assessment_record",
    "self_assessment_remove",
    "theme_contribute",
    "theme_link_end",
    "theme_link_give",
]
