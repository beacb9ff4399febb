"""The packs that come with Hygie: the official one, empty, and those written by us."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from hygie.domain.packs import Pack, PackRefused
from hygie.domain.packs.own import read_own
from hygie.self_assessments.enums import PackOrigin

FOLDER = Path(__file__).parent / "data"
OFFICIAL, DEMONSTRATION = "mesures-prioritaires", "demonstration"
CARE_D2, HOSPICONNECT, RECYF = "care-d2", "hospiconnect", "recyf-objectifs"
FILES: Mapping[str, tuple[str, PackOrigin]] = {
    OFFICIAL: ("official.yaml", PackOrigin.OFFICIAL),
    DEMONSTRATION: ("demonstration.yaml", PackOrigin.DEMONSTRATION),
    CARE_D2: ("care_d2.yaml", PackOrigin.PUBLIC_FACTS),
    HOSPICONNECT: ("hospiconnect.yaml", PackOrigin.PUBLIC_FACTS),
    RECYF: ("recyf.yaml", PackOrigin.PUBLIC_FACTS),
}


class PackFileError(ValueError):
    """A pack that comes with Hygie and cannot be used: its name, and the faults."""


@cache
def shipped() -> Mapping[str, Pack]:
    """The packs that come with Hygie, by code, the official one first. Raises PackFileError."""
    return {code: read_pack(FOLDER / name) for code, (name, _) in FILES.items()}


def read_pack(path: Path) -> Pack:
    """Reads one file strictly. Raises PackFileError with its name and what is wrong."""
    try:
        return read_own(path.read_bytes())
    except PackRefused as refusal:
        faults = "; ".join(
            f"line {one.line}: {one.code} {one.data.get('key', '')}".strip()
            for one in refusal.problems
        )
        raise PackFileError(f"{path.name}: {faults}") from refusal
