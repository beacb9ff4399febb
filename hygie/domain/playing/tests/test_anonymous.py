"""Names go, functions stay; what only looks like a name is shown to a person."""

from hygie.domain.playing.anonymous import doubts, known, without_names

NAMES = known(
    [("Marie Escoffier", "[DG]"), ("G. Roy", "[DSI]")], [("CH de Rochebrune", "[établissement]")]
)


def test_what_is_known_by_name_is_replaced() -> None:
    said = "Mme Escoffier et G. Roy (ROY) du CH de  Rochebrune"
    assert without_names(said, NAMES) == "[DG] et [DSI] ([DSI]) du [établissement]"


def test_addresses_telephones_and_links_go_too() -> None:
    said = "Joindre a.b@x.fr, 01 22 33 44 55 ou +33 6 12 34 56 78, https://x.fr/a"
    assert without_names(said, known([], [])) == (
        "Joindre [adresse], [téléphone] ou [téléphone], [lien]"
    )


def test_a_word_that_holds_a_name_is_not_a_name() -> None:
    assert without_names("La royauté, le roy", NAMES) == "La royauté, le roy"


def test_what_looks_like_a_name_or_a_place_is_doubtful() -> None:
    said = "Le Dr Martin a vu Jean Dupont au site Nord. La cellule attend. P. Durand part."
    assert doubts(said) == ["Dr Martin", "Jean Dupont", "site Nord", "P. Durand"]
    assert doubts("La Direction tient. Jean Dupont sort.") == ["Jean Dupont"]
    assert doubts("Le [observateur] Dubois attend.") == ["Dubois"]
    assert doubts("Le Plan Blanc est levé.", ["Plan Blanc"]) == []
    assert doubts("La cellule de crise a décidé la coupure à 14 h.") == []


def test_the_title_beside_a_name_is_no_name() -> None:
    names = known([("Mme Roy", "[signataire]")], [])
    assert without_names("Mme Roy et Mme Vidal", names) == "[signataire] et Mme Vidal"
