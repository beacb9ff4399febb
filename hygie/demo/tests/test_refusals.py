"""When the demonstration is not loaded, or not whole: a real instance, an earlier day, a kill."""

import json
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.apps import apps

from hygie.accounts.models import User
from hygie.audits.models import AdsResult
from hygie.compliance.models import Statement
from hygie.continuity.models import CopilMeeting
from hygie.demo import chapters
from hygie.demo.cli import REAL_DATA, demo_group
from hygie.demo.services import demo_accounts, demo_is_unfinished, demo_load
from hygie.domain.refusal import ServiceRefusal
from hygie.exercises.models import Exercise, ExerciseEntry
from hygie.obligations.tests.processes import own_database
from hygie.organisations.models import Organisation
from tests.cast import TODAY, make_unit, make_user, on_day

__all__ = ["own_database"]

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.django_db
def test_an_instance_with_a_real_establishment_refuses_it() -> None:
    make_unit(name="CH réel")
    with pytest.raises(ServiceRefusal) as refused:
        demo_load()
    assert refused.value.code == "demo_real_data"
    assert not User.objects.exists()
    assert Organisation.objects.filter(is_demo=True).count() == 0


@pytest.mark.django_db
def test_the_command_says_so_in_french_when_a_real_account_is_there() -> None:
    make_user("Personne réelle", is_demo=False)
    told = CliRunner().invoke(demo_group, ["load"])
    assert told.exit_code == 1
    assert REAL_DATA in told.output
    assert User.objects.count() == 1


@pytest.mark.django_db
def test_an_empty_instance_has_no_account_to_tell() -> None:
    assert demo_accounts() == []
    assert not demo_is_unfinished()


@pytest.mark.django_db
@on_day(TODAY)
def test_what_is_to_come_that_day_is_left_out_then_completed() -> None:
    day = date(2025, 6, 30)
    demo_load(today=day)
    assert max(Exercise.objects.values_list("held_on", flat=True)) <= day
    assert max(AdsResult.objects.values_list("done_on", flat=True)) <= day
    assert max(CopilMeeting.objects.values_list("held_on", flat=True)) <= day
    assert not ExerciseEntry.objects.exists()
    assert not Statement.objects.exists()
    assert not Organisation.objects.filter(opened_on__gt=day).exists()
    assert demo_is_unfinished()
    assert demo_load() == 3
    assert Organisation.objects.filter(opened_on=date(2026, 3, 2)).exists()


def process_of(environment: dict[str, str], code: str) -> dict[str, Any]:
    """Arguments of a process of its own."""
    return {
        "args": [sys.executable, "-c", f"import django; django.setup()\n{code}"],
        "cwd": ROOT,
        "env": environment,
        "stdin": subprocess.DEVNULL,
        "stdout": subprocess.PIPE,
        "text": True,
    }


def said_by(environment: dict[str, str], code: str) -> str:
    """What the process printed; fails when it did."""
    done = subprocess.run(**process_of(environment, code), check=True, timeout=400)
    return str(done.stdout)


LOAD = """
from hygie.demo.services import demo_load
print(demo_load(progress=lambda done, total, label: print(label, flush=True)), flush=True)
"""
COUNT = """
import json
from django.apps import apps
print(json.dumps({m._meta.label: m._base_manager.count() for m in apps.get_models()}))
"""


def counted() -> dict[str, int]:
    """Rows of the rooms' tables in the database of this process."""
    models = [one for one in apps.get_models() if one.__module__.startswith("hygie.")]
    return {model._meta.label: model._base_manager.count() for model in models}


@pytest.mark.django_db
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="kill -9 exists on POSIX systems only")
def test_killed_half_way_then_loaded_again_it_is_whole_and_nothing_is_twice(
    own_database: dict[str, str],
) -> None:
    half = chapters.CHAPTERS[len(chapters.CHAPTERS) // 2].label
    with subprocess.Popen(**process_of(own_database, LOAD)) as process:
        for line in process.stdout or ():
            if line.strip() == half:
                process.send_signal(signal.SIGKILL)
                break
    loaded = int(said_by(own_database, LOAD).split()[-1])
    assert 0 < loaded < len(chapters.CHAPTERS)
    demo_load()
    whole = json.loads(said_by(own_database, COUNT))
    assert {label: whole[label] for label in counted()} == counted()
