"""The scope of a person does not hide from Django how the page was asked (http or https)."""

import pytest
from asgiref.sync import async_to_sync
from django.test import AsyncClient


@pytest.mark.django_db
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_form_sent_to_the_real_server_is_checked_not_broken(scheme: str) -> None:
    client = AsyncClient(enforce_csrf_checks=True)

    async def send() -> int:
        answer = await client.post(
            "/compte/connexion/",
            {"login": "a@exemple.fr"},
            headers={"Origin": f"{scheme}://testserver"},
            secure=scheme == "https",
        )
        assert answer.asgi_request.scheme == scheme
        return int(answer.status_code)

    assert async_to_sync(send)() == 403
