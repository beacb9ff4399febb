"""What « Noter un fait » offers, action by action: the addresses of the rooms' short forms."""

from typing import NamedTuple


class Kind(NamedTuple):
    """One kind of fact: its label, what to have at hand, the address of its form."""

    label: str
    hint: str
    url_name: str
    query: str = ""


KINDS: dict[int, tuple[Kind, ...]] = {
    1: (Kind("Un exercice de crise", "sa date et qui y était", "exercises:record"),),
    2: (Kind("Une auto-évaluation", "l’année et l’accusé de saisie", "self_assessments:record"),),
    3: (
        Kind("Un résultat ADS", "l’annuaire, la date, le niveau", "audits:ads-record"),
        Kind("Un annuaire (forêt AD)", "son nom", "audits:directory-record"),
        Kind("L’inventaire signé des annuaires", "sa date", "audits:inventory-record"),
        Kind(
            "L’inscription au Club SSI",
            "sa date",
            "audits:registration-record",
            "?service=club_ssi",
        ),
        Kind("L’inscription à SILENE", "sa date", "audits:registration-record", "?service=silene"),
        Kind("Un audit SILENE", "sa date", "audits:exposure-record"),
        Kind("Le SMSI et son RSSI", "sa date", "audits:smsi-record"),
    ),
    4: (
        Kind("Le responsable PCA/PRA", "son nom, sa nomination", "continuity:responsable-record"),
        Kind("La lettre de cadrage", "date et signataire", "continuity:letter-record"),
        Kind("Le COPIL ou une réunion", "sa date", "continuity:copil-record"),
        Kind("La liste des services arrêtée", "la date du COPIL", "continuity:list-record"),
        Kind("Un BIA", "le service, la date", "continuity:bia-record"),
        Kind("Le PCRA cadre", "sa date", "continuity:pcra-record"),
    ),
    5: (
        Kind("Une action du PAQ", "libellé, pilote, échéance", "quality_plan:record"),
        Kind("Un constat", "à rattacher ensuite à une action", "quality_plan:finding-record"),
    ),
    6: (
        Kind("Un service sensible", "son nom", "identification:service-record"),
        Kind("Le nombre d’utilisateurs", "personnes distinctes", "identification:count-record"),
        Kind("Un moyen d’identification (MIE)", "type et origine", "identification:mie-record"),
        Kind("La brique de SSO", "sa mise en service", "identification:sso-record"),
        Kind("Le répertoire local", "ses synchronisations", "identification:directory-record"),
        Kind("L’engagement signé", "sa date", "identification:engagement-record"),
        Kind("La trajectoire des MIE", "sa validation", "identification:trajectory-record"),
    ),
    7: (Kind("Le calcul d’un exercice budgétaire", "charges et ETP", "digital_budget:record"),),
}
