"""What the tests of the room do as people: note, publish, read a page or a file."""

import csv
import io
from typing import Any
from uuid import uuid4

from bs4 import BeautifulSoup

from hygie.accounts.models import User
from hygie.obligations.models import Publication
from hygie.obligations.recording import fact_record
from hygie.obligations.services import refresh, timeline_publish
from hygie.organisations.models import Organisation
from hygie.organisations.rights import Role
from tests.cast import client_of, member, scope_of

AUDITS = ("3.a", "3.b", "3.c", "3.d", "3.e")


def note(unit: Organisation, fact: Any, units: list[Organisation] | None = None) -> Any:
    """Records a fact of action 3, as the RSSI of the unit."""
    rssi = member(unit, Role.RSSI)
    return fact_record(
        scope=scope_of(rssi),
        acting_user=rssi,
        unit=unit,
        fact=fact,
        obligation_ids=AUDITS,
        units=units,
    )


def publish(unit: Organisation, **given: Any) -> Publication:
    """Publishes the situation of the unit, as its direction."""
    refresh(unit_ids=[unit.pk])
    director = member(unit, Role.DIRECTION)
    return timeline_publish(
        scope=scope_of(director), acting_user=director, unit=unit, new_id=uuid4(), **given
    )


def read(user: User, address: str) -> BeautifulSoup:
    """A page as it is read."""
    answer = client_of(user).get(address)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content.decode(), "html5lib")


def table_of(page: BeautifulSoup, caption: str) -> dict[str, dict[str, str]]:
    """A table by its caption: the cells of each row by their head, under the head of the row."""
    table = next(
        one for one in page.select("table") if one.caption and one.caption.text.strip() == caption
    )
    heads = [head.text.strip() for head in table.select("thead th")][1:]
    return {
        row.th.text.strip(): dict(
            zip(heads, (cell.text.strip() for cell in row.select("td")), strict=False)
        )
        for row in table.select("tbody tr")
    }


def rows_of_csv(user: User, address: str) -> list[list[str]]:
    """The rows of a CSV file, read as a spreadsheet in French reads it."""
    answer = client_of(user).get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert answer["Content-Disposition"].endswith('.csv"')
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
