"""The screens of a main courante: read, write, conduct, print."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from pypdf import PdfReader

from hygie.logbook import services
from hygie.logbook.hours import parse_hour
from hygie.logbook.models import Event
from hygie.logbook.tests.cast import opened, texts, who, wrote
from hygie.organisations.rights import Role
from tests.cast import PARIS, client_of, make_unit, member, today

__all__ = ["today"]

HTMX = {"HTTP_HX-Request": "true"}


class Page:
    """A person before the pages of one event."""

    def __init__(self, kind: str = "real_crisis", role: Role = Role.DSI) -> None:
        self.unit = make_unit()
        self.user = member(self.unit, role)
        self.event = opened(self.user, self.unit, kind=kind, cells=["decision", "soins"])
        self.client = client_of(self.user)

    def url(self, name: str = "event", **more: Any) -> str:
        given = {"finess": self.unit.finess, "event_id": self.event.pk, **more}
        return reverse(f"logbook:{name}", kwargs=given)

    def read(self, name: str = "event", query: str = "", **more: Any) -> BeautifulSoup:
        answer = self.client.get(self.url(name, **more) + query)
        assert answer.status_code == 200
        return BeautifulSoup(answer.content, "html5lib")

    def post(self, page: str = "event", /, **values: Any) -> Any:
        headers = values.pop("headers", {})
        number = {key: values.pop(key) for key in ("code", "line") if key in values}
        number = {"number" if key == "line" else key: value for key, value in number.items()}
        return self.client.post(self.url(page, **number), {"new_id": uuid4(), **values}, **headers)

    def write(self, text: str = "Coupure du DPI", **values: Any) -> Any:
        given = {"text": text, "category": "information", "reliability": "confirmed"}
        return self.post(**{**given, **values})


@pytest.fixture
def page(db: Any) -> Page:
    return Page()


def test_a_person_opens_a_main_courante_from_the_list(db: Any) -> None:
    unit = make_unit()
    client = client_of(member(unit, Role.DIRECTION))
    values = {
        "new_id": uuid4(), "kind": "exercise", "title": "Exercice de mars", "level": "alert",
        "opened_at": "", "cells": ["decision"],
    }  # fmt: skip
    answer = client.post(reverse("logbook:open", args=[unit.finess]), values, follow=True)
    assert "EXERCICE" in answer.content.decode()
    listed = client.get(reverse("logbook:list", args=[unit.finess])).content.decode()
    assert "Exercice de mars" in listed
    assert "1 main courante ouverte" in listed


def test_a_person_writes_and_the_newest_line_is_on_top(page: Page) -> None:
    assert page.write("Coupure <b>du DPI</b>", function="DSI", cell="soins").status_code == 303
    soup = page.read()
    first = soup.select_one("#lignes > li")
    assert first["id"] == "ligne-2"
    assert "Coupure <b>du DPI</b>" in first.text
    assert not first.select("b")
    assert soup.select_one("select[name=function] option[selected]")["value"] == "DSI"
    assert soup.select_one("select[name=cell] option[selected]")["value"] == "soins"
    assert int(soup.select_one("[data-live]")["data-live-since"]) > 0


def test_what_was_typed_is_kept_when_it_is_refused(page: Page) -> None:
    answer = page.write("Un texte long", happened_at="demain matin")
    assert answer.status_code == 422
    soup = BeautifulSoup(answer.content, "html5lib")
    assert soup.select_one("textarea[name=text]").text.strip() == "Un texte long"
    assert soup.select_one("input[name=happened_at]")["value"] == "demain matin"
    assert soup.select_one("details.why").has_attr("open")
    alone = page.write("Un texte long", happened_at="demain", headers=HTMX)
    assert (alone.status_code, alone["X-Hygie-Form"]) == (422, "1")
    assert b"Un texte long" in alone.content
    assert b"<html" not in alone.content
    assert len(texts(page.event)) == 1


def test_with_htmx_the_line_comes_back_with_an_empty_form(page: Page) -> None:
    answer = page.write(headers=HTMX)
    soup = BeautifulSoup(answer.content, "html5lib")
    assert answer.status_code == 200
    assert soup.select_one("textarea[name=text]").text.strip() == ""
    assert soup.select_one("template[data-live-written]") is not None
    assert b"ligne-2" in answer.content


def test_a_text_sent_as_the_log_is_closed_is_kept(page: Page) -> None:
    asked = {"event_id": page.event.pk, "new_id": uuid4(), "text": "Fin."}
    services.event_close(**who(page.user, page.unit), **asked)
    answer = page.write("Trop tard")
    assert answer.status_code == 422
    assert "est close" in answer.content.decode()
    alone = page.write("Trop tard", headers=HTMX)
    assert "Trop tard" in alone.content.decode()


def test_the_list_is_filtered_and_paged(page: Page) -> None:
    wrote(page.user, page.unit, page.event, "Aux soins", cell="soins", category="care")
    wrote(page.user, page.unit, page.event, "Décidé", cell="decision", category="decision")
    found = page.read(query="?cellule=soins")
    assert [one["id"] for one in found.select("#lignes > li")] == ["ligne-2"]
    assert found.select_one("#lignes")["data-live-only"] == "cell:soins"
    found = page.read(query="?categorie=decision&avant=zz&cellule=inconnue")
    assert len(found.select("#lignes > li")) == 1
    found = page.read(query="?avant=3")
    assert [one["id"] for one in found.select("#lignes > li")] == ["ligne-2", "ligne-1"]
    assert found.select_one("[data-live]").has_attr("data-live-off")


def test_a_line_is_corrected_by_another(page: Page) -> None:
    line = wrote(page.user, page.unit, page.event, "12 postes")
    form = page.read("correct", number=line.number)
    assert form.select_one("textarea[name=text]").text.strip() == "12 postes"
    values = {"text": "120 postes", "category": "information", "reliability": "confirmed"}
    assert page.post("correct", line=line.number, **values).status_code == 303
    soup = page.read()
    assert "Rectifiée par la ligne n°\u00a03" in soup.select_one("#ligne-2").text
    assert "Rectifie la ligne n°\u00a02" in soup.select_one("#ligne-3").text
    assert "n°\u00a03" in page.read("entry", number=2).text


def test_a_legal_delay_is_started_then_proven(page: Page) -> None:
    assert "L. 12-10-1" in page.read("clock", code="plainte").text
    assert page.post("clock", code="plainte", at="hier 23:50").status_code == 303
    assert "il reste" in page.read().select_one("#tete-main-courante").text
    assert page.post("clock", code="plainte", at="00:01", text="PV 12").status_code == 303
    side = page.read().select_one("#tete-main-courante").text
    assert "fait le" in side
    assert "preuve\u00a0: ligne n°\u00a03" in side
    assert page.client.get(page.url("clock", code="inconnu")).status_code == 404


def test_the_level_the_cells_and_the_closing_are_written_in_the_log(page: Page) -> None:
    page.post("change", level="white_plan", state="under_way")
    page.post("cell", name="Cellule soins", place="Salle 2", phone="06 00 00 00 00")
    page.post("close", text="Tout est rétabli.")
    soup = page.read()
    assert "close" in soup.h1.text
    assert not soup.select("form#ecrire")
    assert "Salle 2" in soup.select_one("#tete-main-courante").text
    assert len(texts(page.event)) == 4


def test_the_paper_ends_with_the_last_hash_and_says_if_the_chain_holds(page: Page) -> None:
    wrote(page.user, page.unit, page.event, "Écran 🔥 rouge", source="SAMU")
    last = Event.objects.get().last_hash
    soup = page.read("print")
    assert last in soup.text
    assert "Rien n’a été modifié" in soup.text
    assert "intacte" in page.read("verify").h1.text


@pytest.mark.parametrize("kind", ["exercise", "real_crisis"])
def test_an_exercise_is_marked_on_each_page_and_on_paper(db: Any, kind: str, tmp_path: Any) -> None:
    page = Page(kind)
    is_exercise = kind == "exercise"
    names: list[tuple[str, dict[str, Any]]] = [
        ("event", {}), ("entry", {"number": 1}), ("correct", {"number": 1}), ("print", {}),
        ("clock", {"code": "cnil"}), ("change", {}), ("cell", {}), ("close", {}), ("verify", {}),
    ]  # fmt: skip
    for name, more in names:
        assert bool(page.read(name, **more).select(".exercise-band")) == is_exercise, name
    answer = page.client.get(page.url("pdf"))
    path = tmp_path / "log.pdf"
    path.write_bytes(answer.content)
    text = "".join(one.extract_text() for one in PdfReader(path).pages)
    assert ("EXERCICE" in text) == is_exercise
    assert Event.objects.get().last_hash[:20] in text.replace("\n", "")


def test_quality_reads_the_log_of_an_exercise_not_of_a_crisis(db: Any) -> None:
    for kind, status in (("exercise", 200), ("real_crisis", 403)):
        page = Page(kind)
        reader = client_of(member(page.unit, Role.QUALITY))
        for name in ("event", "print", "pdf", "follow", "stream", "verify"):
            assert reader.get(page.url(name)).status_code == status, (kind, name)
        assert reader.post(page.url(), {"text": "x"}).status_code == 403


NIGHT = datetime(2026, 11, 22, 0, 10, tzinfo=PARIS)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("0:05", (22, 0, 5)),
        ("23h50", (21, 23, 50)),
        ("hier à 8h", (21, 8, 0)),
        ("21/11/2026 à 14:05", (21, 14, 5)),
        ("20 nov 2026 7:30", (20, 7, 30)),
    ],
)
def test_an_hour_is_taken_as_it_is_typed(typed: str, meant: tuple[int, int, int]) -> None:
    day, hour, minute = meant
    assert parse_hour(typed, now=NIGHT) == datetime(2026, 11, day, hour, minute, tzinfo=PARIS)


@pytest.mark.parametrize(
    "typed", ["midi", "25:00", "8", "14:5", "32/13/2026 8:00", "01/01/0001 8h"]
)
def test_what_is_no_hour_is_refused(typed: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # any of them: the field says it
        parse_hour(typed, now=NIGHT)


def test_an_hour_in_utc_is_the_same_instant() -> None:
    assert parse_hour("0:05", now=NIGHT).astimezone(UTC).hour == 23
