"""A developer opens /composants/ and copies from it."""

import gzip
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.urls import resolve

from hygie import web
from hygie.web.badges import badge

ROOT = Path(web.__file__).parent
TEMPLATES = ROOT / "templates"
COMPONENTS = sorted((TEMPLATES / "web/components").glob("*.html"))
CSS = ROOT / "static/web/css"
pytestmark = pytest.mark.urls("hygie.web.tests.urls")


@pytest.fixture
def page(client) -> BeautifulSoup:
    answer = client.get("/composants/")
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html5lib")


def test_the_page_is_open_to_all_and_says_so():
    assert resolve("/composants/").func.policy == "public"


@pytest.mark.django_db
def test_every_id_is_unique_and_every_reference_lands(page):
    drawn = [tag["id"] for tag in page.select("[id]") if not tag.find_parent("defs")]
    forms = [name for name in drawn if name.startswith("id_")]
    others = [name for name in drawn if not name.startswith("id_")]
    assert len(others) == len(set(others))
    assert len(forms) == len(set(forms))
    for tag in page.select("[aria-labelledby]"):
        assert tag["aria-labelledby"] in drawn


@pytest.mark.django_db
def test_nothing_on_the_page_needs_inline_style_script_or_another_host(page):
    assert not page.select("[style], style")
    assert not [tag for tag in page.select("script") if not tag.get("src") or tag.text.strip()]
    assert not [name for tag in page.find_all(True) for name in tag.attrs if name.startswith("on")]
    for tag in page.select("[src], link[href]"):
        address = tag.get("src") or tag["href"]
        assert address.startswith("/static/"), address


@pytest.mark.parametrize("component", COMPONENTS, ids=lambda path: path.stem)
def test_a_component_says_its_parameters_and_stays_short(component):
    text = component.read_text("utf-8")
    assert text.startswith("{% comment %}")
    assert "Parameter" in text or "{%" in text.split("{% endcomment %}")[0][13:]
    assert len(text.splitlines()) < 40


@pytest.mark.parametrize("template", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.stem)
def test_no_template_trusts_or_styles_what_is_typed(template):
    text = template.read_text("utf-8")
    assert not re.search(r"\|\s*safe\b|autoescape off|\bstyle=|<style|hx-on|javascript:", text)
    words = re.sub(r"{%.*?%}|{{.*?}}|{#.*?#}|<[^>]*>", "", text.split("{% endcomment %}")[-1])
    assert not re.search(r"\w [:;!?»](\s|$)|« ", words), "espace insécable attendue"


@pytest.mark.django_db
def test_every_component_is_shown(client):
    badge.cache_clear()
    shown = {template.name for template in client.get("/composants/").templates}
    missing = [path.stem for path in COMPONENTS if f"web/components/{path.name}" not in shown]
    assert missing == []


def test_the_style_sheets_stay_small():
    of_some_pages = {"shares.css"}
    sheets = [
        one.read_bytes() for one in sorted(CSS.glob("*.css")) if one.name not in of_some_pages
    ]
    assert len(sheets) == 6
    assert sum(map(len, sheets)) < 36_000
    assert len(gzip.compress(b"".join(sheets))) < 9_000
    assert all((CSS / name).stat().st_size < 4_000 for name in of_some_pages)
