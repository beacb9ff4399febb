"""The short cut of a scenario, and its texts in the words of an establishment."""

import pytest

from hygie.domain.scenario.cutting import filled, short_cut, slug_of
from hygie.domain.scenario.loading import load
from hygie.domain.scenario.tests.making import stimulus, text
from hygie.domain.scenario.writing import dump

COMMON = [{"code": code, "libelle": "l", "poids": 1} for code in ("G1", "G2")]
SEEN = [{"code": "C01a", "libelle": "vu par {{dpi}}", "poids": 1}]


def test_the_short_cut_keeps_what_is_marked_at_its_own_times() -> None:
    scenario = load(text(
        duree_courte_minutes=30,
        criteres=COMMON,
        stimuli=[
            stimulus("S01", 0, t_court=10, criteres_cites=["G1"]),
            stimulus("S02", 5, criteres_cites=["G2"]),
            stimulus("S03", 20, t_court=5),
        ],
    ))  # fmt: skip
    short = short_cut(scenario)
    assert [(one.code, one.at_s) for one in short.stimuli] == [("S03", 300), ("S01", 600)]
    assert (short.length_s, short.short_s) == (1800, None)
    assert [one.code for one in short.criteria] == ["G1"]
    assert load(dump(short)) == short
    with pytest.raises(ValueError, match="no short cut"):
        short_cut(short)


def test_values_fill_every_text_and_are_never_templates() -> None:
    scenario = load(text(
        titre="{{dpi}} en panne",
        variables={"dpi": {"libelle": "Le dossier", "valeur": "le DPI"}, "nom": "l’hôpital"},
        stimuli=[stimulus(criteres=SEEN, contenu="{{ dpi }} de {{nom}} et {{nom}}{{dpi}}")],
    ))  # fmt: skip
    done = filled(scenario, {"nom": "{{dpi}}<b>", "inconnue": "x"})
    assert done.title == "le DPI en panne"
    assert done.stimuli[0].criteria[0].label == "vu par le DPI"
    assert done.stimuli[0].body == "le DPI de { {dpi}}<b> et { {dpi}}<b>le DPI"
    assert load(dump(done)).stimuli == filled(done, {"dpi": "autre"}).stimuli
    glued = filled(scenario, {"nom": "{", "dpi": "{nom}}"})
    assert glued.stimuli[0].body == "{nom}} de { et { {nom}}"


def test_a_slug_is_made_of_any_title() -> None:
    titles = ["Rançongiciel, un samedi soir\u00a0!", "Œuvre d’art", "№ 1 日本", "?!"]
    assert [slug_of(one) for one in titles] == [
        "rancongiciel-un-samedi-soir",
        "oeuvre-d-art",
        "no-1",
        "scenario",
    ]
    assert len(slug_of("a" * 500)) == 80
