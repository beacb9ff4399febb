"""What a service refuses is said on the form, and what was typed stays."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from hygie.domain.refusal import ServiceRefusal
from hygie.quality_plan.views.edge import SAVED_MEANWHILE, attempt


class Small(forms.Form):
    progress = forms.IntegerField()
    version = forms.IntegerField(widget=forms.HiddenInput)


def sent() -> Small:
    form = Small(QueryDict("progress=60&version=1"))
    assert form.is_valid()
    return form


def refusing(error: Exception) -> Any:
    def service(**_: Any) -> None:
        raise error

    return service


def test_a_service_that_answers_nothing_is_done() -> None:
    assert attempt(sent(), lambda **_: None, {"progress": 60})


def test_a_plain_or_a_field_error_of_the_record_is_said() -> None:
    form = sent()
    assert not attempt(form, refusing(ValidationError("Contradiction.")), {})
    assert form.non_field_errors() == ["Contradiction."]
    form = sent()
    assert not attempt(form, refusing(ValidationError({"progress": "Trop.", "code": "Pris."})), {})
    assert (form.errors["progress"], form.non_field_errors()) == (["Trop."], ["Pris."])


def test_when_another_person_saved_a_small_gesture_counts_on_what_is_stored() -> None:
    form = sent()
    assert not attempt(form, refusing(ServiceRefusal("stale")), {}, version=4)
    assert form.non_field_errors() == [SAVED_MEANWHILE]
    assert (form["progress"].value(), form["version"].value()) == ("60", "4")
