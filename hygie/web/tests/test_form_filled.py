"""A person fills a form, makes mistakes, and loses nothing."""

from datetime import date
from uuid import UUID

from bs4 import BeautifulSoup
from django import forms

from hygie.web.forms import FrenchDateField, HygieForm, SubmissionForm, VersionedForm


class ExerciseForm(HygieForm):
    groups = (("Quand", ("held_on",)),)
    title = forms.CharField(label="Intitulé")
    held_on = FrenchDateField(label="Jour")
    scope = forms.ChoiceField(
        label="Éprouvé", choices=[("a", "Soins"), ("b", "SI")], widget=forms.RadioSelect
    )
    done = forms.BooleanField(label="Rédigé", required=False)


class NewForm(SubmissionForm):
    title = forms.CharField(label="Intitulé")


class EditForm(VersionedForm):
    title = forms.CharField(label="Intitulé")


def page_of(form) -> BeautifulSoup:
    return BeautifulSoup(str(form), "html5lib")


def test_each_field_has_its_label_hint_and_required_mark():
    page = page_of(ExerciseForm())
    assert page.select_one("label[for=id_title] .required")
    assert not page.select_one("label[for=id_done] .required")
    field = page.select_one("#id_held_on")
    assert field["aria-describedby"] == "id_held_on_helptext"
    assert "21/11/2026" in page.select_one("#id_held_on_helptext").text
    assert page.select_one("fieldset.group > legend").text == "Quand"
    assert page.select_one("fieldset.field > legend").text.startswith("Éprouvé")
    assert not page.select_one(".error-summary")
    assert not page.select("[required]")


def test_errors_stand_on_top_and_at_the_field_and_what_was_typed_is_kept():
    form = ExerciseForm({"title": "<b>Nuit</b>", "held_on": "31/02/2026"})
    page = page_of(form)
    links = {link["href"] for link in page.select(".error-summary a")}
    assert links == {"#id_held_on", "#id_scope_0"}
    assert all(page.select_one(link) for link in links)
    assert page.select_one("#id_held_on")["value"] == "31/02/2026"
    assert page.select_one("#id_held_on")["aria-invalid"] == "true"
    assert "id_held_on_error" in page.select_one("#id_held_on")["aria-describedby"]
    assert "n’existe pas" in page.select_one("#id_held_on_error").text
    assert page.select_one("#id_title")["value"] == "<b>Nuit</b>"
    assert "<b>Nuit" not in str(form)


def test_one_mistake_is_one_point():
    page = page_of(ExerciseForm({"title": "", "held_on": "hier", "scope": "a"}))
    assert page.select_one(".error-summary h2").text == "Un point à corriger"


def test_a_new_object_has_its_number_before_it_is_sent():
    form = NewForm()
    shown = page_of(form).select_one("input[name=new_id]")
    assert shown["type"] == "hidden"
    sent = NewForm({"title": "x", "new_id": shown["value"]})
    assert sent.is_valid()
    assert sent.cleaned_data["new_id"] == UUID(shown["value"])
    assert NewForm()["new_id"].value() != form["new_id"].value()


def test_a_form_without_its_number_says_so_on_top():
    form = NewForm({"title": "x", "new_id": "pas-un-uuid"})
    assert not form.is_valid()
    assert "rechargez-la" in page_of(form).select_one(".error-summary").text
    assert not NewForm({"title": "x"}).is_valid()


def test_an_edit_carries_the_version_that_was_read():
    shown = page_of(EditForm(version=7)).select_one("input[name=version]")
    assert (shown["type"], shown["value"]) == ("hidden", "7")
    sent = EditForm({"title": "x", "version": "7"})
    assert sent.is_valid()
    assert sent.cleaned_data["version"] == 7
    assert not EditForm({"title": "x"}).is_valid()


def test_a_day_kept_in_a_form_is_shown_as_people_write_it():
    page = page_of(ExerciseForm(initial={"held_on": date(2026, 3, 2)}))
    assert page.select_one("#id_held_on")["value"] == "02/03/2026"
