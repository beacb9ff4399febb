"""What every test of Hygie obeys: strict templates, no silent skip, tests of the right database.

`HYGIE_NO_SKIP=1` (set by .ci/run): a skipped or expected-to-fail test is a failure.
"""

import os
from collections.abc import Generator

import hypothesis
import pytest

from hygie.config.garbage import walk_less
from tests.chromium import chromium_path

# A loaded machine is slow: that says nothing of the code.
hypothesis.settings.register_profile(
    "hygie", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("hygie")
NO_SKIP = os.environ.get("HYGIE_NO_SKIP") == "1"


@pytest.fixture(scope="session", autouse=True)
def _strict_templates() -> None:
    """An undefined variable printed by a template of Hygie fails the test."""
    from tests.strict_templates import make_all_strict

    make_all_strict()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """The database of the tests is copied from one that is migrated once for all the workers."""
    from tests.migrated import start_from_migrated

    start_from_migrated()


def pytest_sessionstart(session: pytest.Session) -> None:
    """Of a whole run by several processes, the first has nothing else to do."""
    config = session.config
    is_whole = config.args_source == pytest.Config.ArgsSource.TESTPATHS
    if is_whole and getattr(config.option, "numprocesses", None) and not _is_worker(config):
        from tests.migrated import begin_migrating

        begin_migrating()


def _is_worker(config: pytest.Config) -> bool:
    return hasattr(config, "workerinput")


def pytest_unconfigure(config: pytest.Config) -> None:
    """The last of the first process: what its workers copied is taken away."""
    if not _is_worker(config) and not config.option.collectonly:
        from tests.migrated import drop_migrated

        drop_migrated()


def _unwanted_marks(config: pytest.Config) -> set[str]:
    """Marks whose tests have no meaning in this run."""
    from django.conf import settings

    is_postgres = "postgresql" in settings.DATABASES["default"]["ENGINE"]
    unwanted = {"sqlite" if is_postgres else "postgres"}
    if "bench" not in config.getoption("markexpr"):
        unwanted.add("bench")
    if chromium_path() is None and not NO_SKIP:
        unwanted.add("browser")
    return unwanted


OF_A_DATABASE = {"db", "transactional_db", "django_db_setup", "live_server", "own_database"}


def _asks_a_database(item: pytest.Item) -> bool:
    """Whether a test reads or writes one: the others say on PostgreSQL what they said on SQLite."""
    from django.test import SimpleTestCase

    of_class = getattr(item, "cls", None)
    return (
        item.get_closest_marker("django_db") is not None
        or bool(OF_A_DATABASE.intersection(getattr(item, "fixturenames", ())))
        or (of_class is not None and issubclass(of_class, SimpleTestCase))
    )


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out benches, the other database's tests, and browser tests where there is no browser.

    script/test names what was left out; in .ci/run a missing browser is a failure. On PostgreSQL
    what asks no database is left out too: it ran on SQLite, and nothing there would differ.
    """
    unwanted = _unwanted_marks(config)
    if config.option.collectonly:
        unwanted &= {"bench"}
    of_both = "postgres" in unwanted or config.option.collectonly
    left_out = [
        item
        for item in items
        if any(mark.name in unwanted for mark in item.iter_markers())
        or not (of_both or _asks_a_database(item))
    ]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in set(left_out)]
    # The longest first: none is left to run alone once the other workers have nothing to do.
    items.sort(key=lambda item: not _is_long(item))


def _is_long(item: pytest.Item) -> bool:
    processes = "own_database" in getattr(item, "fixturenames", ())
    return processes or item.get_closest_marker("long") is not None


def pytest_collection_finish() -> None:
    """As the served product does once it is imported."""
    walk_less()


def pytest_make_parametrize_id(val: object) -> str | None:
    """Long bytes are named by their length: a gzip holds its hour, parallel runs compare names."""
    return f"{len(val)}-bytes" if isinstance(val, bytes) and len(val) > 20 else None


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn a skip into a failure when nothing may be skipped."""
    report = yield
    if NO_SKIP and (report.skipped or hasattr(report, "wasxfail")):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"HYGIE_NO_SKIP: {item.nodeid} may not be skipped ({reason})"
        if hasattr(report, "wasxfail"):
            del report.wasxfail
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """The same for a file that skips itself whole (`importorskip`)."""
    report = yield
    if NO_SKIP and report.skipped:
        report.outcome = "failed"
        report.longrepr = f"HYGIE_NO_SKIP: {collector.nodeid} may not be skipped whole"
    return report
