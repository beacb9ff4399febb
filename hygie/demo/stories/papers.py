"""Yearly statements and publications: what was frozen, what waits for a signature."""

from datetime import date

from hygie.compliance.publishing import ads_level
from hygie.compliance.services.statement import statement_confirm, statement_prepare
from hygie.demo.pen import Pen
from hygie.obligations.services import timeline_publish

STATED_YEAR, STATED_ON = 2025, date(2025, 12, 31)


def statement_write(pen: Pen, confirmed_by: str = "") -> None:
    """The statement of 2025: prepared, and confirmed by this second account when it is given."""
    made = statement_prepare(
        **pen.who, new_id=pen.id(f"etat/{STATED_YEAR}"), year=STATED_YEAR, on=STATED_ON
    )
    if confirmed_by:
        statement_confirm(**pen.held_by(confirmed_by).who, statement_id=made.pk)


def publish(pen: Pen, *, share_ads_level: bool = False) -> None:
    """Shows the situation to the ARS and the ministry; `share_ads_level`: with its ADS level."""
    who = pen.who
    timeline_publish(
        **who,
        new_id=pen.id("publication"),
        ads_level=ads_level(who["scope"], who["unit"]) if share_ads_level else None,
    )


def publish_with_level(pen: Pen) -> None:
    """The same, by an establishment that chose to share its ADS level."""
    publish(pen, share_ads_level=True)
