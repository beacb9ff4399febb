"""What an identifier of an ADS report means."""

from hygie.domain.ad_points import title_of, titles

KNOWN = "Comptes dont le mot de passe n’expire jamais"


def test_a_point_has_its_title_with_or_without_its_level() -> None:
    assert title_of("vuln_dont_expire") == KNOWN
    assert title_of("vuln2_dont_expire") == KNOWN


def test_a_point_that_the_list_does_not_hold_has_no_title() -> None:
    assert title_of("vuln_neuf") == ""


def test_the_list_holds_every_point_of_the_checklist() -> None:
    assert len(titles()) == 76
    assert all(titles().values())
