"""Addresses by name, each worked out once: one page asks for more than a hundred."""

from functools import lru_cache

from django.urls import reverse


@lru_cache(maxsize=8192)
def path_of(name: str, *args: object) -> str:
    """The address of that name, which does not change while the process runs.

    Raises NoReverseMatch.
    """
    return reverse(name, args=args)
