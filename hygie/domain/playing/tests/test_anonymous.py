"""Names go, functions stay; what only looks like a name is shown to a person."""

import pytest

from hygie.domain.playing.anonymous import doubts, known, names_in, without_names

HOUSES = [
    ("CH de Rochebrune", "[établissement]"),
    ("Clinique Saint-Jean", "[clinique]"),
    ("CH d’ailleurs", "[autre]"),
]
NAMES = known(
    [
        ("Marie Escoffier", "[DG]"),
        ("G. Roy", "[DSI]"),
        ("Zoé Lefèvre", "[DS]"),
        ("Luc Petit", "[LP]"),
    ],
    [("Salle du Cèdre", "[lieu]"), ("Salle de crise", "[lieu]")],
    HOUSES,
)


def test_what_is_known_by_name_is_replaced() -> None:
    said = "Mme Escoffier et G. Roy (ROY) du CH de  Rochebrune, salle du cedre"
    assert without_names(said, NAMES) == "[DG] et [DSI] ([DSI]) du [établissement], [lieu]"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("mme lefèvre appelle", "[DS] appelle"),
        ("LEFEVRE, Lefevre et Zoe lefe\u0300vre", "[DS], [DS] et [DS]"),
        ("ESCOFFIER Marie attend", "[DG] attend"),
        ("Le ch de rochebrune ; à Rochebrune même", "Le [établissement] ; à [établissement] même"),
        ("Transfert à saint jean", "Transfert à [clinique]"),
        ("M. Petit, un petit écart, mr petit", "[LP], un petit écart, [LP]"),
    ],
)
def test_written_in_a_hurry_a_name_is_still_a_name(text: str, said: str) -> None:
    assert without_names(text, NAMES) == said


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("CH DE ROCHEBRUNE", "Rochebrune a appelé Aubac", "[É] a appelé Aubac"),
        ("CENTRE HOSPITALIER DE ROCHEBRUNE", "le CHU et ROCHEBRUNE", "le CHU et [É]"),
        ("CLINIQUE SAINT-JEAN", "Transfert à saint jean", "Transfert à [É]"),
        ("CH D’AUBAC", "Aubac attend le CH", "[É] attend le CH"),
        ("EHPAD LES TILLEULS", "Les Tilleuls, les soins", "Les [É], les soins"),
        ("CH de ROCHEBRUNE", "Rochebrune attend", "[É] attend"),
        ("GHT NORD", "Le nord, le GHT", "Le nord, le GHT"),
    ],
)
def test_a_house_is_known_in_capitals_too(name: str, text: str, said: str) -> None:
    assert without_names(text, known([], [], [(name, "[É]")])) == said


@pytest.mark.parametrize(
    "text",
    [
        "La royauté", "Le centre hospitalier tient", "Venez ailleurs", "La salle de crise ouvre",
        "Sainte-Anne attend", "Le 12/11/2026 à 14:05, 3 postes sur 40", "Poste de garde",
    ],
)  # fmt: skip
def test_what_only_resembles_a_name_stays(text: str) -> None:
    assert without_names(text, NAMES) == text


def test_addresses_telephones_and_links_go_too() -> None:
    said = "Joindre a.b@x.fr, 01 22 33 44 55 ou +33 6 12 34 56 78, https://x.fr/a"
    assert without_names(said, known([], [])) == (
        "Joindre [adresse], [téléphone] ou [téléphone], [lien]"
    )
    said = "+33 (0)6 12 34 56 78, 06/12/34/56/78, 0033612345678, poste 4512, DECT : 71 23"
    assert without_names(said, known([], [])) == (
        "[téléphone], [téléphone], [téléphone], poste [téléphone], DECT : [téléphone]"
    )


def test_what_looks_like_a_name_or_a_place_is_doubtful() -> None:
    said = "Le Dr Martin a vu Jean Dupont au site Nord. La cellule attend. P. Durand part."
    assert doubts(said) == ["Dr Martin", "Jean Dupont", "site Nord", "P. Durand"]
    assert doubts("La Direction tient. Jean Dupont sort.") == ["Jean Dupont"]
    assert doubts("Le [observateur] Dubois attend.") == ["Dubois"]
    assert doubts("vu par mme vidal, dr la garde") == ["mme vidal"]
    assert doubts("Le Plan Blanc est levé.", ["Plan Blanc"]) == []
    assert doubts("La cellule de crise a décidé la coupure à 14 h.") == []


def test_the_title_beside_a_name_is_no_name() -> None:
    names = known([("Mme Roy", "[signataire]")], [])
    assert without_names("Mme Roy et Mme Vidal", names) == "[signataire] et Mme Vidal"
    assert names_in("Vu : mme ROY", names) == ["mme ROY"]
