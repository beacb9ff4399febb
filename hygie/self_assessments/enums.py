"""Where a pack of measures comes from."""

from django.db.models import TextChoices


class PackOrigin(TextChoices):
    """Said on every screen that uses the pack."""

    OFFICIAL = "official", "texte officiel, détenu par l’établissement"
    DEMONSTRATION = "demonstration", "démonstration\u00a0: ce n’est pas le texte officiel"
    PUBLIC_FACTS = "public_facts", "écrit par Hygie d’après des faits publics"
    LIBRARY = "library", "bibliothèque CISO Assistant"
    OWN = "own", "référentiel de l’établissement"
