"""Someone who holds the database changes or takes out a statement: it is found."""

from hygie.obligations.tests.processes import own_database
from tests.faults.shell import hygie, run

__all__ = ["own_database"]


def test_every_tampering_is_found(own_database: dict[str, str]) -> None:
    run(own_database, "prepare", "race_confirm")
    code, said = hygie(own_database, "statement", "verify")
    assert (code, "2 état(s)" in said) == (0, True), said
    tampered = {words[0]: words[1:] for words in run(own_database, "tamper")}
    assert len(tampered) == 5
    assert set(map(tuple, tampered.values())) == {("1", "1")}, tampered
    run(own_database, "take_out")
    code, said = hygie(own_database, "statement", "verify")
    assert (code, "310000001" in said) == (1, True), said
