"""Sample charts of /composants/."""

from typing import Any


def sample_charts() -> dict[str, Any]:
    """Drawings and tables by name."""
    return {}
