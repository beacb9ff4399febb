"""A browser asks for a page; an unwelcome script gets nothing."""

import asyncio
from types import SimpleNamespace

import pytest
from django.http import HttpResponse
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory

from hygie.web import errors, refusals
from hygie.web.csp import ContentSecurityPolicyMiddleware
from hygie.web.http import htmx_location, see_other
from hygie.web.policies import declare

pytestmark = pytest.mark.urls("hygie.web.tests.urls")


def test_every_answer_forbids_foreign_and_inline_scripts():
    answer = ContentSecurityPolicyMiddleware(lambda request: HttpResponse())(
        RequestFactory().get("/")
    )
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http:" not in policy
    assert "*" not in policy
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert "camera=()" in answer["Permissions-Policy"]


def test_an_async_answer_has_the_same_headers_and_keeps_its_own():
    async def view(request):
        return HttpResponse(headers={"Content-Security-Policy": "sandbox"})

    answer = asyncio.run(ContentSecurityPolicyMiddleware(view)(RequestFactory().get("/")))
    assert answer["Content-Security-Policy"] == "sandbox"
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_after_a_post_the_browser_reads_again():
    answer = see_other("/suite/")
    assert (answer.status_code, answer["Location"]) == (303, "/suite/")
    assert see_other("web:components")["Location"] == "/composants/"
    assert htmx_location(RequestFactory().post("/"), "/suite/").status_code == 303
    by_htmx = htmx_location(RequestFactory(headers={"HX-Request": "true"}).post("/"), "/suite/")
    assert (by_htmx.status_code, by_htmx["HX-Redirect"]) == (200, "/suite/")


def test_a_view_declares_who_may_open_it():
    @declare("unit", room="exercises")
    def view(request):
        return HttpResponse()

    assert view.policy == "unit"
    assert view.policy_details["room"] == "exercises"


@pytest.mark.parametrize("name", ["400", "403", "404", "500", "403_csrf"])
def test_each_error_page_says_what_is_kept_and_what_to_do(name):
    page = render_to_string(f"{name}.html")
    assert "<h1>" in page
    assert 'href="/"' in page
    assert "web/css/base.css" in page or "web/css/base" in page


def test_a_missing_right_names_who_has_it():
    who_can = [{"name": "Sophie <b>Le Goff</b>", "role": "RSSI"}, "M. Diallo"]
    wanted = {"who_can": who_can, "right_label": "écrire", "room_label": "3. Audits"}
    page = render_to_string("403.html", wanted)
    assert "il faut pouvoir écrire dans «&nbsp;3. Audits&nbsp;»" in page
    assert "Sophie &lt;b&gt;Le Goff&lt;/b&gt;, RSSI" in page
    assert "M. Diallo" in page
    assert errors.server_error(RequestFactory().get("/")).status_code == 500
    assert errors.csrf_failure(RequestFactory().get("/")).status_code == 403


def test_a_refusal_is_said_in_french_with_its_days():
    from datetime import date

    refusals.register({"test.too_early": "Le RETEX attend le {held_on}, il reste {left} jours."})
    refusal = SimpleNamespace(
        code="test.too_early", data={"held_on": date(2026, 3, 1), "left": 1234}
    )
    assert refusals.sentence(refusal) == (
        "Le RETEX attend le 1er\u00a0mars\u00a02026, il reste 1\u00a0234 jours."
    )


def test_a_refusal_without_sentence_still_says_that_nothing_changed(caplog):
    said = refusals.sentence(SimpleNamespace(code="test.unheard", data={}))
    assert "Rien n’a été changé" in said
    assert "test.unheard" in caplog.text
    refusals.register({"test.lacking": "Il manque {name}."})
    assert "Rien n’a été changé" in refusals.sentence(SimpleNamespace(code="test.lacking", data={}))


def test_a_sentence_cannot_be_said_in_two_ways():
    refusals.register({"test.twice": "Une fois."})
    refusals.register({"test.twice": "Une fois."})
    with pytest.raises(ValueError, match=r"test\.twice"):
        refusals.register({"test.twice": "Autrement."})


def test_a_refusal_stands_at_its_field():
    from django import forms

    class OneField(forms.Form):
        title = forms.CharField()

    refusals.register({"test.field": "Ce titre existe déjà."})
    form = OneField({"title": "x"})
    refusals.add_to_form(form, SimpleNamespace(code="test.field", data={"field": "title"}))
    assert form.errors["title"] == ["Ce titre existe déjà."]
    form = OneField({"title": "x"})
    refusals.add_to_form(form, SimpleNamespace(code="test.field", data={}))
    assert form.non_field_errors() == ["Ce titre existe déjà."]


def test_the_frame_needs_no_variable_and_takes_all():
    bare = Template('{% extends "web/base.html" %}').render(Context())
    assert 'href="#contenu"' in bare
    assert "<nav" not in bare
    full = render_to_string(
        "web/base.html",
        {
            "nav": [{"number": "1", "label": "Exercice", "url": "/1/", "late": 2, "current": True}],
            "unit": {"name": "CH <X>", "finess": "490000999", "url": "/u/"},
            "person": {"name": "S.", "role": "RSSI", "sign_out_url": "/sortie/"},
            "note_url": "/noter/",
            "search_url": "/chercher/",
            "switch_url": "/bascule/",
            "demonstration": True,
        },
        RequestFactory().get("/"),
    )
    for piece in ("/noter/", "/chercher/", "/bascule/", "/sortie/", "CH &lt;X&gt;", "fictifs"):
        assert piece in full
    assert 'aria-current="page"' in full
    assert "2<span" in full


def test_the_icon_that_browsers_ask_for_is_ours(client):
    answer = client.get("/favicon.ico")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/x-icon"
    assert answer.content[:4] == b"\x00\x00\x01\x00"
    assert "max-age" in answer["Cache-Control"]
    assert client.post("/favicon.ico").status_code == 405
