"""Telling the live pages that something is new, in the transaction that writes it."""

import zlib
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from hygie.logbook.live.hub import wake_all
from hygie.logbook.models import StreamEvent

LOCK_OF_STREAMS = 0x4879
KEPT = timedelta(days=1)


def publish(topic: str, audience: str, kind: str, key: str) -> None:
    """Adds one news for the pages that listen to `topic` as `audience`; seen once committed.

    To be called inside the transaction of the write, after its own locks: until it ends, nobody
    else publishes on this topic, so that `seq` follows the order of the commits and no reader
    steps over a news that a slower transaction has not yet shown.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("live.publish is called in the transaction of what it tells")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(%s, %s)", [LOCK_OF_STREAMS, _signed(topic)]
            )
    StreamEvent.objects.create(topic=topic, audience=audience, kind=kind, key=key)
    transaction.on_commit(wake_all, robust=True)


def forget_old_news() -> int:
    """Takes away the news older than `KEPT`, but the last of each topic; how many.

    A page that comes back from before is told to load again (`reading.news_missed`).
    """
    last = StreamEvent.objects.order_by().values("topic").annotate(seq=Max("seq")).values("seq")
    old = StreamEvent.objects.filter(at__lt=timezone.now() - KEPT).exclude(pk__in=last)
    return old.delete()[0]


def _signed(topic: str) -> int:
    """A number of 32 bits, with its sign, that PostgreSQL takes as a lock."""
    number = zlib.crc32(topic.encode())
    return number - 2**32 if number >= 2**31 else number
