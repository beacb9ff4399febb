"""Forces and fragilités in one line, by the animation and by an observer's thumb."""

from typing import Any
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup

from hygie.domain.refusal import ServiceRefusal
from hygie.exercises.models import Highlight
from hygie.exercises.services.run_people import participant_link_give
from hygie.exercises.tests import retexes as done
from hygie.exercises.tests.runs import acts
from hygie.exercises.tests.stage import Stage
from tests.cast import client_of, today

__all__ = ["today"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def fields(page: str) -> dict[str, str]:
    """The form of the page as a browser would send it."""
    form = BeautifulSoup(page, "html5lib").select_one("form.form")
    assert form is not None
    said = form.select("input:not([type=radio]):not([name=csrfmiddlewaretoken])")
    return {str(one["name"]): str(one.get("value", "")) for one in said}


def test_the_animateur_notes_corrects_and_takes_away_a_line() -> None:
    stage = Stage()
    stage.debex()
    client, url = client_of(stage.rssi), f"{stage.place}faits/"
    sent = {**fields(client.get(url).content.decode()), "kind": "strength", "text": "Calme"}
    for _ in range(2):
        assert client.post(url, sent).status_code == 303
    (one,) = Highlight.objects.all()
    assert (one.kind, one.text, one.author_name) == ("strength", "Calme", stage.rssi.full_name)
    here = f"{url}?ligne={one.pk}"
    change = {**fields(client.get(here).content.decode()), "kind": "strength", "text": "Calme, 2 h"}
    assert client.post(here, change).status_code == 303
    assert client.post(here, {**change, "text": "Vieille page"}).status_code == 422  # stale
    assert Highlight.objects.get().text == "Calme, 2 h"
    empty = {**fields(client.get(here).content.decode()), "kind": "strength", "text": ""}
    assert client.post(here, empty).status_code == 303
    assert not Highlight.objects.exists()
    assert acts(stage.run)[-3:] == [
        "run.highlight_noted", "run.highlight_changed", "run.highlight_removed",
    ]  # fmt: skip


def test_an_observer_notes_by_her_link_and_corrects_her_own_lines_only(client: Any) -> None:
    stage = Stage()
    _, secret = participant_link_give(**stage.who, participant_id=stage.observer.pk)
    stage.debex()
    other = done.noted(stage, "weakness", "Noté par l’animateur")
    url = f"/lien/{secret}/exercice/faits/"
    sent = {
        **fields(client.get(url).content.decode()),
        "kind": "weakness",
        "text": "Pas d’annuaire",
    }
    assert client.post(url, sent).status_code == 303
    seen = client.get(url).content.decode()
    assert "Pas d’annuaire" in seen
    assert "Noté par l’animateur" not in seen
    assert client.get(f"{url}?ligne={other.pk}").status_code == 404
    assert client.post(url, {**sent, "highlight_id": other.pk, "text": "X"}).status_code == 422
    other.refresh_from_db()
    assert other.text == "Noté par l’animateur"


def test_a_player_has_no_such_page(client: Any) -> None:
    stage = Stage()
    player = stage.players["DG"]
    _, secret = participant_link_give(**stage.who, participant_id=player.pk)
    stage.debex()
    assert client.get(f"/lien/{secret}/exercice/faits/").status_code == 404


def test_once_the_retex_is_validated_nothing_is_noted() -> None:
    stage, _ = done.frozen()
    seen = client_of(stage.rssi).get(f"{stage.place}faits/").content.decode()
    assert "ne change plus" in seen
    assert "Corriger" not in seen


def test_before_debex_nothing_is_noted() -> None:
    stage = Stage()
    with pytest.raises(ServiceRefusal, match="run_begun"):
        done.noted(stage, "weakness", "Trop tôt", highlight_id=uuid4())
    assert not Highlight.objects.exists()
