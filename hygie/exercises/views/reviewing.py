"""What an exercise gave, for whoever writes its RETEX."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from hygie.domain.playing.clock import as_hours
from hygie.exercises.run_review import GRADES, TAGS, names, review_of
from hygie.exercises.run_selectors import held_of
from hygie.exercises.views import fetch_runs as fetch
from hygie.organisations.models import Organisation
from hygie.organisations.policies import unit_view
from hygie.organisations.requests import HygieRequest
from hygie.organisations.rights import Right


@unit_view(fetch.ROOM, read=Right.WRITE, write=Right.WRITE)
def run_review(request: HygieRequest, unit: Organisation, run_id: UUID) -> HttpResponse:
    """The draft of the RETEX; each weakness may become an improvement of the exercise held."""
    run = fetch.led(unit, run_id)
    found = review_of(run)
    context = {
        "run": run,
        "review": found,
        "held": held_of(run, unit),
        "grade": GRADES.get(found.grade, "") if found.grade else "",
        "objectives": [
            {
                "one": one,
                "grade": GRADES[one.grade] if one.grade else "non observé",
                "tag": TAGS[one.grade] if one.grade else "",
            }
            for one in found.objectives
        ],
        "plays": [
            {
                "one": one,
                "due": as_hours(one.due_s),
                "sent": as_hours(one.sent_s) if one.sent_s is not None else "",
                "gap_min": round((one.gap_s or 0) / 60),
            }
            for one in found.plays
        ],
        "key_times": [
            {"one": one, "after_min": one.after_s // 60, "late_min": -(-one.late_s // 60)}
            for one in found.key_times
        ],
        "present": names(run, found.present),
        "missing": names(run, found.missing),
        "crumbs": fetch.crumbs(unit, run, "Bilan"),
    }
    return render(request, "exercises/playing/review.html", context)
