"""The natures of the lines that are a day and a name, sheet by sheet: stored value, then label."""

from collections.abc import Mapping

AUDITS, CONTINUITY, IDENTIFICATION = "audit_dates", "continuity_dates", "identification_dates"

NATURES: Mapping[str, tuple[tuple[str, str], ...]] = {
    AUDITS: (
        ("club_ssi", "Inscription au Club SSI"),
        ("silene", "Inscription à SILENE"),
        ("silene_audit", "Audit SILENE"),
        ("inventory", "Inventaire des annuaires signé"),
        ("smsi", "SMSI nommé, avec son RSSI"),
    ),
    CONTINUITY: (
        ("responsable", "Responsable désigné"),
        ("letter", "Lettre de cadrage signée par la direction"),
        ("letter_ght", "Lettre de cadrage signée par la direction du GHT"),
        ("letter_hq", "Lettre de cadrage signée par le siège du groupe seul"),
        ("framework", "PCRA cadre approuvé"),
    ),
    IDENTIFICATION: (
        ("trajectory", "Trajectoire validée"),
        ("engagement", "Engagement signé"),
        ("sso", "SSO en service"),
        ("local", "Répertoire local en place"),
        ("sensitive", "Service classé sensible"),
    ),
}
LABELS = {key: label for natures in NATURES.values() for key, label in natures}
REGISTER_OF = {key: register for register, natures in NATURES.items() for key, _ in natures}
# Of these, the name is part of the fact: it is asked, and tells two lines of one day apart.
NAMED = frozenset({"smsi", "responsable", "sensitive"})
# Of these, an end may be given.
ENDING = frozenset({"smsi", "responsable", "sso", "local", "sensitive"})
