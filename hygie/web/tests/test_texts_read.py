"""A person reads days, figures and statuses."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone

from hygie.web import formats, statuses


def rendered(source: str, **context) -> str:
    return Template("{% load hygie_web %}" + source).render(Context(context))


def test_days_are_short_in_tables_and_long_in_sentences():
    day = date(2027, 1, 1)
    assert rendered("{{ d|jour }}", d=day) == "01/01/2027"
    assert rendered("{{ d|jour_long }}", d=day) == "1er\u00a0janvier\u00a02027"
    assert rendered("{{ d|jour }}{{ d|jour_long }}{{ d|iso }}", d=None) == ""
    assert rendered("{{ d|iso }}", d=day) == "2027-01-01"


def test_an_instant_is_told_by_the_day_in_france():
    assert formats.day_short(datetime(2026, 12, 31, 23, 30, tzinfo=UTC)) == "01/01/2027"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1234567, "1\u00a0234\u00a0567"),
        (Decimal("1234.50"), "1\u00a0234,50"),
        (-12, "\u221212"),
        (0, "0"),
        (None, ""),
        ("", ""),
        ("n. d.", "n. d."),
    ],
)
def test_figures_are_french(value, text):
    assert formats.grouped(value) == text


def test_money_shares_sizes_and_plurals():
    assert formats.euros(Decimal("1234567.894")) == "1\u00a0234\u00a0567,89\u00a0€"
    assert formats.euros(None) == ""
    assert formats.percent(Decimal("2.35")) == "2,4\u00a0%"
    assert formats.file_size(512) == "512\u00a0o"
    assert formats.file_size(1_468_006) == "1,4\u00a0Mo"
    assert formats.file_size(2048) == "2\u00a0Ko"
    assert [formats.plural(n) for n in (0, 1, Decimal("1.9"), 2)] == ["", "", "", "s"]
    assert [formats.plural(n, "al,aux") for n in (1, 3)] == ["al", "aux"]


@pytest.mark.parametrize("code", statuses.ORDER)
def test_a_status_is_a_word_and_a_shape_never_a_colour_alone(code):
    html = rendered("{% status code %}", code=code)
    assert statuses.LOOKS[code].word in html
    assert "<svg" in html
    assert f"status-{code}" in html
    assert statuses.LOOKS[code].word in rendered("{% status code compact=True %}", code=code)


def test_a_status_says_its_day():
    day = date(2026, 7, 1)
    assert "depuis le\u00a001/07/2026" in rendered("{% status 'late' since=d %}", d=day)
    assert "au plus tard le\u00a001/07/2026" in rendered("{% status 'due' due_on=d %}", d=day)
    assert "01/07/2026" not in rendered("{% status 'open' since=d due_on=d %}", d=day)


def test_an_unlisted_status_is_a_fault_of_ours():
    with pytest.raises(KeyError):
        rendered("{% status 'done' %}")


def test_a_link_keeps_the_address_and_changes_one_thing():
    request = RequestFactory().get("/x/", {"tri": "nom", "page": "4", "q": "a&b"})
    text = rendered("{% adresse jour=d %}", d=date(2026, 1, 2), request=request)
    assert text == "?tri=nom&amp;q=a%26b&amp;jour=2026-01-02"
    assert rendered("{% adresse page=5 q=None %}", request=request) == "?tri=nom&amp;page=5"
    kept = rendered("{% other_params 'q' %}", request=request)
    assert kept == '<input type="hidden" name="tri" value="nom">'


def test_a_heading_sorts_one_way_then_the_other():
    first = rendered("{% sort_header 'Nom' 'nom' %}", request=RequestFactory().get("/x/"))
    assert 'href="?tri=nom"' in first
    assert "aria-sort" not in first
    second = rendered("{% sort_header 'Nom' 'nom' %}", request=RequestFactory().get("/?tri=nom"))
    assert 'href="?tri=-nom"' in second
    assert 'aria-sort="ascending"' in second


def test_another_day_than_today_is_said_with_the_way_back():
    request = RequestFactory().get("/x/", {"jour": "2027-06-30", "tri": "nom"})
    source = '{% include "web/components/other_day.html" %}'
    other = rendered(source, looked_on=date(2027, 6, 30), request=request)
    assert "30\u00a0juin\u00a02027" in other
    assert 'href="?tri=nom"' in other
    today = rendered(source, looked_on=timezone.localdate(), request=request)
    assert "aujourd" not in today


def test_block_components_escape_what_a_person_typed():
    html = rendered(
        "{% panel title=t %}{{ t }}{% endpanel %}{% notice title=t %}{{ t }}{% endnotice %}"
        "{% why rule=t %}{{ t }}{% endwhy %}",
        t="<script>alert(1)</script>",
    )
    assert "<script>" not in html
    assert html.count("&lt;script&gt;") == 6
