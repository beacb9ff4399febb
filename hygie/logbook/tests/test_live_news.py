"""What the live pages are told: in order, for whom, drawn once; and the polling."""

import asyncio
import time
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from hygie.accounts.models import User
from hygie.accounts.proofs import SEEN_KEY
from hygie.accounts.services import link_create, link_revoke
from hygie.logbook import live
from hygie.logbook.live import hub as hubs
from hygie.logbook.live import reading, registry
from hygie.logbook.live.hub import Hub, Listener
from hygie.logbook.live.reading import Listening, News
from hygie.logbook.models import StreamEvent
from hygie.logbook.tests.cast import opened, wrote
from hygie.organisations.rights import Role
from tests.cast import client_of, make_unit, make_user, member

ALL = frozenset({"tous"})


@pytest.fixture
def drawings(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, tuple[str, ...]]]:
    """A kind of news drawn as a paragraph; every drawing is noted."""
    noted: list[tuple[str, tuple[str, ...]]] = []

    def draw(audience: str, keys: Any) -> str:
        noted.append((audience, tuple(keys)))
        return "\n".join(f"<p id='{key}'>{audience}</p>" for key in keys)

    monkeypatch.setitem(registry._draws, "essai", draw)
    return noted


def publish(*news: tuple[str, str]) -> None:
    with transaction.atomic():
        for audience, key in news:
            live.publish("t", audience, "essai", key)


@pytest.mark.django_db
def test_a_news_is_published_in_a_transaction_only(transactional_db: Any) -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        live.publish("t", "tous", "essai", "1")
    assert not StreamEvent.objects.exists()


@pytest.mark.django_db
def test_each_audience_gets_its_own_news_drawn_once(drawings: list[Any]) -> None:
    publish(("joueur:DSI", "1"), ("animateur", "2"), ("joueur:DSI", "3"), ("joueur:DG", "4"))
    news = reading.news_after({"t": 0})
    parts = reading.draw(news, {"joueur:DSI", "animateur"})
    assert sorted(drawings) == [("animateur", ("2",)), ("joueur:DSI", ("1", "3"))]
    chunk = reading.frames([one for one in parts if one.audience == "joueur:DSI"], news[-1].seq)
    assert chunk.decode() == (
        f"id: {news[-1].seq}\nevent: nouvelle\n"
        "data: <p id='1'>joueur:DSI</p>\ndata: <p id='3'>joueur:DSI</p>\n\n"
    )


@pytest.mark.django_db
def test_a_drawing_that_fails_stops_nobody(
    drawings: list[Any], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(audience: str, keys: Any) -> str:
        raise LookupError("gone")

    monkeypatch.setitem(registry._draws, "autre", fail)
    publish(("tous", "1"))
    news = [News(9, "t", "tous", "autre", "x"), *reading.news_after({"t": 0})]
    assert "id='1'" in reading.frames(reading.draw(news, ALL), 9).decode()
    assert "could not be drawn" in caplog.text


@pytest.mark.django_db
def test_who_missed_too_much_loads_the_page_again(
    drawings: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "REPLAYED_AT_MOST", 2)
    publish(*[("tous", str(n)) for n in (0, 1, 1, 2, 2, 1)])  # the same object, drawn once
    first = StreamEvent.objects.first()
    assert first is not None
    assert reading.news_missed(Listening("t", ALL), 0, None) is None
    missed = reading.news_missed(Listening("t", ALL), first.seq, None)
    assert missed is not None
    assert [one.key for one in missed] == ["2", "1"]


@pytest.mark.django_db
def test_old_news_are_forgotten_and_who_comes_back_from_then_loads_the_page_again(
    drawings: list[Any],
) -> None:
    publish(*[("tous", str(n)) for n in range(3)])
    seqs = list(StreamEvent.objects.values_list("seq", flat=True))
    assert live.forget_old_news() == 0
    StreamEvent.objects.update(at=timezone.now() - timedelta(days=2))
    assert live.forget_old_news() == 2
    assert live.last_seq("t") == seqs[-1]
    assert reading.news_missed(Listening("t", ALL), seqs[0], None) is None
    assert reading.news_missed(Listening("t", ALL), seqs[-1], None) == []


class Table:
    """News in memory, in place of the database."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.rows: list[News] = []
        self.replays = 0
        monkeypatch.setattr(reading, "last_seq", lambda _topic: len(self.rows))
        monkeypatch.setattr(reading, "news_after", self.after)
        monkeypatch.setattr(reading, "news_missed", self.missed)
        monkeypatch.setattr(hubs, "connection", self)

    def close(self) -> None:
        """Stands for the connection of a thread."""

    def add(self, audience: str, key: str) -> None:
        self.rows.append(News(len(self.rows) + 1, "t", audience, "essai", key))

    def after(self, cursors: dict[str, int]) -> list[News]:
        return [one for one in self.rows if one.seq > cursors[one.topic]]

    def missed(self, listening: Listening, after: int, until: int) -> list[News]:
        self.replays += 1
        return [
            one for one in self.rows
            if after < one.seq <= until and one.audience in listening.audiences
        ]  # fmt: skip


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch, drawings: list[Any]) -> Table:
    return Table(monkeypatch)


def listener(*audiences: str, allowed: bool = True) -> Listener:
    return Listener(Listening("t", frozenset(audiences)), lambda: allowed)


async def given(one: Listener) -> str:
    return (await asyncio.wait_for(one.queue.get(), 5)).decode()


def test_three_hundred_pages_that_come_back_cost_one_replay(
    table: Table, drawings: list[Any]
) -> None:
    table.add("tous", "1")
    table.add("tous", "2")

    async def come_back() -> None:
        hub = Hub()
        pages = [listener("tous") for _ in range(300)]
        missed = await asyncio.gather(*(hub.subscribe(one, 1) for one in pages))
        assert len(set(missed)) == 1
        assert b"id='2'" in missed[0]
        assert b"id='1'" not in missed[0]
        table.add("tous", "3")
        hub.wake()
        assert {await given(one) for one in pages} == {
            "id: 3\nevent: nouvelle\ndata: <p id='3'>tous</p>\n\n"
        }
        for one in pages:
            hub.unsubscribe(one)
        assert hub.count == 0

    asyncio.run(come_back())
    assert (table.replays, drawings) == (1, [("tous", ("2",)), ("tous", ("3",))])


def test_a_page_gets_what_is_for_it_and_nothing_else(table: Table) -> None:
    async def look() -> None:
        hub = Hub()
        dsi, animateur = listener("joueur:DSI", "tous"), listener("animateur")
        for one in (dsi, animateur):
            assert await hub.subscribe(one, 0) == b""
        for audience in ("animateur", "joueur:DSI", "joueur:DG", "tous"):
            table.add(audience, audience)
        hub.wake()
        said = await given(dsi)
        assert said.count("event: nouvelle") == 2
        assert said.index("joueur:DSI") < said.index("id: 4") < said.index("tous")
        assert await given(animateur) == (
            "id: 4\nevent: nouvelle\ndata: <p id='animateur'>animateur</p>\n\n"
        )
        for one in (dsi, animateur):
            hub.unsubscribe(one)

    asyncio.run(look())


def test_a_right_withdrawn_ends_the_page(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hubs, "CHECK_SECONDS", 0.05)

    async def look() -> None:
        hub = Hub()
        kept, lost = listener("tous"), listener("tous", allowed=False)
        await hub.subscribe(kept, 0)
        await hub.subscribe(lost, 0)
        assert await given(lost) == reading.END.decode()
        assert kept.queue.empty()
        for one in (kept, lost):
            hub.unsubscribe(one)

    asyncio.run(look())


def test_a_page_too_slow_to_follow_is_told_to_load_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hubs, "QUEUE_LENGTH", 2)

    async def fill() -> None:
        slow = listener("tous")
        for chunk in (b"1", b"2", b"3"):
            slow.give(chunk)
        assert await slow.queue.get() == reading.RELOAD

    asyncio.run(fill())


def test_the_checks_of_rights_take_well_under_a_minute() -> None:
    assert hubs.CHECK_SECONDS <= 30


@pytest.mark.django_db
def test_where_streams_do_not_pass_the_page_asks_what_follows() -> None:
    unit = make_unit()
    user = member(unit, Role.DSI)
    event = opened(user, unit)
    client = client_of(user)
    url = reverse("logbook:follow", args=[unit.finess, event.pk])
    first = client.get(url)
    assert b'id="ligne-1"' in first.content
    seq = first["X-Hygie-Seq"]
    assert client.get(f"{url}?apres={seq}").content.strip() == b""
    wrote(user, unit, event, "Nouveau <i>")
    answer = client.get(f"{url}?apres={seq}")
    assert b'id="ligne-2"' in answer.content
    assert b'ligne-1"' not in answer.content
    assert b"Nouveau &lt;i&gt;" in answer.content
    assert int(answer["X-Hygie-Seq"]) > int(seq)
    assert client.get(f"{url}?apres=nonsense").status_code == 200


@pytest.mark.django_db
def test_a_stream_is_for_an_open_session_and_a_right_that_lasts(rf: RequestFactory) -> None:
    user = make_user()
    for end in ("right", "signed out", "account closed", "idle"):
        client = client_of(user)
        request = rf.get("/")
        request.session, request.user = client.session, user
        rights = {user.pk}
        allowed = live.signed_in_allowed(request, lambda one, held=rights: one.pk in held)
        assert allowed()
        if end == "right":
            rights.clear()
        elif end == "signed out":
            client.logout()
        elif end == "account closed":
            User.objects.filter(pk=user.pk).update(session_stamp="another")
            user.refresh_from_db()
        else:
            session = client.session
            session[SEEN_KEY] = time.time() - 3 * 3600
            session.save()
        assert not allowed(), end


@pytest.mark.django_db
def test_a_personal_link_listens_until_it_ends() -> None:
    unit = make_unit()
    link, _ = link_create(
        acting_user=member(unit, Role.DSI), organisation_id=unit.pk, room="exercises",
        subject_kind="exercise", subject_id="1", subject_label="Exercice", holder_name="C. Lo",
        expires_at=timezone.now() + timedelta(days=1),
    )  # fmt: skip
    allowed = live.link_allowed(link.pk)
    assert allowed()
    link_revoke(acting_user=link.created_by, link=link)
    assert not allowed()
