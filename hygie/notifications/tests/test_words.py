"""What a person typed cannot add a line to a mail, nor a control character to a calendar."""

from datetime import date

from hygie.notifications import words
from hygie.notifications.tests.cast import item

LINKS = words.Links("http://h", "http://h/compte/rappels/", "http://h/rappels/arreter/x/")
DAY = date(2026, 11, 21)


def test_a_name_and_a_title_typed_on_several_lines_stay_on_one() -> None:
    one = item(label="Titre\r\nVotre mot de passe expire\x0b:\x01 cliquez")
    text = words.reminder("Anne\r\n\r\nCliquez http://mal", [one], {}, LINKS, DAY)
    lines = text.body.split("\n")
    assert lines[0] == "Bonjour Anne Cliquez http://mal,"
    assert any(line.startswith("- Titre Votre mot de passe expire : cliquez") for line in lines)
    assert "\n" not in text.subject


def test_the_mail_of_trial_greets_on_one_line() -> None:
    assert words.trial("Anne\nBerger", LINKS).body.startswith("Bonjour Anne Berger,\n")


def test_the_mail_of_a_lateness_names_the_three_reasons_to_receive_it() -> None:
    body = words.escalation("Anne", [item()], {}, LINKS, DAY).body
    for reason in ("commanditaire", "à alerter en cas de retard", "vous signez"):
        assert reason in body
