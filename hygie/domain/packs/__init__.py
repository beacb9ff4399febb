"""Packs of measures: their format, their readers, what an answer is worth. Pure functions."""

from hygie.domain.packs.shape import (
    MAX_BYTES,
    MAX_MEASURES,
    Pack,
    PackRefused,
    Problem,
    measure_of,
    pack_of,
)

__all__ = [
    "MAX_BYTES",
    "MAX_MEASURES",
    "Pack",
    "PackRefused",
    "Problem",
    "measure_of",
    "pack_of",
]
