"""Python’s collector of cycles: by default it walks dozens of times through one page."""

import gc

# Objects made since the last walk, before the next; then one walk in so many is a deeper one.
YOUNG, MIDDLE, OLD = 10_000, 50, 100


def walk_less() -> None:
    """To be called once everything is imported: what is there then is never walked through again.

    Nothing is kept longer than that: without a cycle, an object still goes at once.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, MIDDLE, OLD)
