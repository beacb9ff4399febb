"""The points that an ADS report names: their titles, as ANSSI and CERT-FR write them.

Source: their checklist of Active Directory points, as public copies gave it in April and
September 2026.
"""

import csv
import re
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("ad_points.csv")
# A report writes the level inside the identifier: vuln1_dont_expire_priv.
WITH_LEVEL = re.compile(r"vuln\d_")


@cache
def titles() -> dict[str, str]:
    """The title of every known point, by its identifier (vuln_…)."""
    with FILE.open(encoding="utf-8", newline="") as stream:
        return {row["id"]: row["title"] for row in csv.DictReader(stream)}


def title_of(identifier: str) -> str:
    """The title of a point, its level in the identifier or not; "" for one not in the list."""
    return titles().get(WITH_LEVEL.sub("vuln_", identifier, count=1), "")
