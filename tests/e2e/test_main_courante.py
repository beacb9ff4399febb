"""Two cells before one main courante: what one writes the other sees, and a cut loses nothing."""

import signal
from typing import Any

import pytest

from hygie.logbook.tests.server import gestures, served
from hygie.obligations.tests.processes import own_database

__all__ = ["own_database"]

pytestmark = pytest.mark.browser
TEXT = "textarea[name=text]"
UNSENT = "[data-log-unsent]:not([hidden])"


def test_a_line_is_seen_by_the_other_cell_and_a_cut_loses_nothing(
    page: Any, own_database: dict[str, str]
) -> None:
    with served(own_database) as server:
        address = f"http://127.0.0.1:{server.port}"
        other = page.context.browser.new_page()
        for one, session in ((page, server.session), (other, server.other_session)):
            one.context.add_cookies([{"name": "sessionid", "value": session, "url": address}])
            one.goto(address + server.path)
            one.wait_for_selector('[data-live-state="live"]')
        page.select_option("select[name=function]", "DSI")
        page.fill(TEXT, "Coupure <b>décidée</b>")
        page.press(TEXT, "Enter")
        other.wait_for_selector("#ligne-2")
        assert "Coupure <b>décidée</b>" in other.inner_text("#ligne-2")
        page.wait_for_function("document.querySelector('textarea[name=text]').value === ''")
        assert page.input_value("select[name=function]") == "DSI"
        assert page.locator("#ligne-2").count() == 1
        assert not page.said

        server.stop(signal.SIGKILL)
        page.fill(TEXT, "Pendant la coupure")
        page.press(TEXT, "Enter")
        page.wait_for_selector(UNSENT)
        assert page.input_value(TEXT) == "Pendant la coupure"
        server.start()
        page.press(TEXT, "Enter")
        page.wait_for_selector("#ligne-3")
        other.wait_for_selector("#ligne-3")
        assert gestures(server.environment, "check") == [["3", "3"]]

        page.wait_for_function("document.querySelector('textarea[name=text]').value === ''")
        page.fill(TEXT, "Presque perdu")
        page.context.clear_cookies()
        page.press(TEXT, "Enter")
        page.wait_for_selector(UNSENT)
        assert page.input_value(TEXT) == "Presque perdu"
