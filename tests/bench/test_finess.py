"""The FINESS import keeps its promise of speed and memory."""

import pytest

from tests.bench.bench_finess import LIMIT_MB, LIMIT_S, run

pytestmark = pytest.mark.bench


def test_120000_entities_come_in_a_minute() -> None:
    for measure in run():
        assert float(measure["seconds"]) <= LIMIT_S, measure
        assert float(measure["mb"]) <= LIMIT_MB, measure
