"""The French sentences of the codes that verdicts carry (hygie.domain.reasons)."""

from collections.abc import Mapping
from datetime import date

from hygie.domain.verdict import Reason
from hygie.web.formats import day_long, grouped

NBSP = "\u00a0"
LACKS = {
    "continuity": "il n’a pas éprouvé la continuité des soins ou des missions",
    "cyber_event": "il n’est pas parti d’un événement cyber",
    "general_direction": "la direction générale n’y était pas",
    "other_function": "aucune autre fonction de décision n’y était",
}
UNCLEAR = {
    "continuity": "ce qu’il a éprouvé",
    "cyber_event": "s’il est parti d’un événement cyber",
    "functions": "qui y était",
}
NEEDS = {
    "number": "leur numéro dans le PAQ de l’établissement",
    "pilote": "un pilote",
    "due_date": "une échéance",
}
PEOPLE_OR_SERVICES = {"services": "services sensibles", "people": "personnes"}
SECTORS = {
    "public": "public",
    "private_nonprofit": "privé à but non lucratif",
    "private_forprofit": "privé à but lucratif",
}

REASONS = {
    "not_in_force": "L’instruction ne s’appliquait pas encore ce jour-là.",
    "excluded_territory": "L’instruction ne s’applique pas dans ce territoire ({department}).",
    "not_opened_yet": "L’établissement n’était pas encore ouvert : il ouvre le {opened_on}.",
    "unit_closed": "L’établissement est fermé depuis le {closed_on}.",
    "declared_unknown": "Vous avez répondu « on ne sait pas encore » et aucun fait n’est noté.",
    "sector_unknown": "Le secteur de l’établissement n’est pas connu, et la réponse en dépend.",
    "exercise_held": "Un exercice qui compte a été tenu le {held_on}.",
    "exercise_to_hold": "Un exercice est à tenir au plus tard le {due_on}.",
    "previous_year_missed": "Rien n’a été fait en {year}, et cette année n’y a pas encore remédié.",
    "exercise_not_counted": "Un exercice a été tenu le {held_on}, mais il ne compte pas : {lacks}.",
    "exercise_unclear": "L’exercice du {held_on} compte peut-être : il reste à dire {unclear}.",
    "no_exercise_yet": "Aucun exercice qui compte cette année : il n’y a encore rien à suivre.",
    "retex_done": "Le RETEX de l’exercice du {held_on} a été validé le {done_on}.",
    "retex_to_do": "Le RETEX de l’exercice du {held_on} est à valider au plus tard le {due_on}.",
    "retex_late": "L’exercice du {held_on} n’a pas de RETEX validé et son échéance est passée.",
    "entry_done": "L’exercice du {held_on} a été saisi sur la plateforme le {done_on}.",
    "entry_to_do": (
        "L’exercice du {held_on} est à saisir sur la plateforme au plus tard le {due_on}."
    ),
    "entry_late": "L’exercice du {held_on} n’est pas saisi et son échéance est passée.",
    "nothing_to_carry": "Aucun constat ni amélioration n’est noté.",
    "all_carried": "Tous les constats sont portés par le PAQ ({total}).",
    "finding_without_action": "Constats sans action dans le plan : {findings}.",
    "action_incomplete": "Il manque {needs} pour répondre à ces constats : {findings}.",
    "action_overdue": "Actions échues, sans report motivé : {actions}.",
    "declaration_entered": "La déclaration a été saisie le {entered_on}, avec son accusé.",
    "declaration_to_enter": "La déclaration est à saisir au plus tard le {due_on}.",
    "declaration_not_entered": "L’auto-évaluation est close ici, pas encore saisie.",
    "declaration_without_receipt": "La saisie est notée sans accusé : seul l’accusé compte.",
    "declaration_on_demonstration": (
        "Elle est faite sur un paquet de démonstration : elle ne compte pas."
    ),
    "club_ssi_registered": "L’inscription au Club SSI date du {on}.",
    "club_ssi_not_registered": "L’inscription au Club SSI n’est pas notée.",
    "silene_registered": "L’inscription à SILENE date du {on}.",
    "silene_not_registered": "L’inscription à SILENE n’est pas notée.",
    "within_programme": (
        "Établissement à but lucratif : à faire pendant le programme CaRE, au plus tard le "
        "{due_on}."
    ),
    "programme_ended": "Le programme CaRE s’est achevé le {due_on} sans que ce soit fait.",
    "done_within_programme": "Fait pendant le programme CaRE, achevé le {ended_on}.",
    "directories_audited": "Tous les annuaires ont eu leur audit ADS au {quarter}.",
    "directories_to_audit": "Des annuaires attendent leur audit ADS au plus tard le {due_on}.",
    "previous_quarter_missed": "Le trimestre clos {quarter} a été manqué.",
    "directory_not_audited": "Sans audit ADS ce trimestre : {names}.",
    "no_directory_listed": "Aucun annuaire n’est noté.",
    "no_directory": "L’inventaire signé dit qu’il n’y a pas d’annuaire.",
    "inventory_missing": "Aucun inventaire signé ne dit que tous les annuaires sont listés.",
    "smsi_and_plan_in_place": "Le SMSI et son RSSI sont nommés, et tous les constats sont portés.",
    "smsi_missing": "Aucun SMSI n’est nommé.",
    "smsi_without_rssi": "Un SMSI est nommé, sans le RSSI qui le supervise.",
    "level_reached": "L’annuaire le plus bas est au niveau {level}, pour {required} demandé.",
    "level_too_low": "L’annuaire le plus bas est au niveau {level}, pour {required} demandé.",
    "directory_too_low": "Sous le niveau demandé : {names}.",
    "level_unknown": "Niveau ADS inconnu : {names}.",
    "comitologie_in_place": "Responsable PCA/PRA, lettre de cadrage et COPIL sont en place.",
    "responsable_missing": "Aucun responsable PCA/PRA en place.",
    "letter_missing": "Aucune lettre de cadrage signée par la direction.",
    "copil_missing": "Aucun COPIL en place.",
    "letter_signed_by_group_hq": (
        "La lettre est signée par le seul siège du groupe : le texte demande la direction de "
        "l’établissement ou du GHT."
    ),
    "service_list_missing": (
        "Le COPIL n’a pas arrêté la liste des services : rien ne peut être compté."
    ),
    "no_service_of_families": (
        "La liste n° {version} du {decided_on} n’a aucun service de ces familles."
    ),
    "bia_all_approved": "Tous les BIA de la liste n° {version} sont approuvés ({total}).",
    "bia_missing": "Des services de la liste n° {version} n’ont pas de BIA approuvé.",
    "pcra_cadre_approved": "Le PCRA cadre couvre tous les services.",
    "pcra_cadre_missing": "Aucun PCRA cadre n’est approuvé.",
    "pcra_cadre_partial": "Le PCRA cadre ne couvre pas tous les services.",
    "trajectory_in_place": "La trajectoire des MIE a été validée le {on}.",
    "trajectory_missing": "Aucune trajectoire des MIE n’est validée.",
    "engagement_in_place": "L’engagement de sécurisation a été signé le {on}.",
    "engagement_missing": "L’engagement de sécurisation n’est pas signé.",
    "mie_all_conform": "Tous les moyens d’identification en usage sont admis ({total}).",
    "mie_not_conform": "Des moyens d’identification en usage ne sont pas admis par le texte.",
    "mie_unclear": "Il manque des précisions sur certains moyens d’identification.",
    "service_without_mie": "Des services sensibles n’ont aucun moyen d’identification noté.",
    "no_mie_use": "Aucun moyen d’identification n’est noté.",
    "no_sensitive_service": "Aucun service sensible n’est noté.",
    "sso_in_service": "Une brique de SSO est en service.",
    "sso_required": "Un SSO est demandé : {exceeded} au-delà de la borne.",
    "sso_not_required": (
        "{services} services sensibles et {people} personnes : aucune borne n’est dépassée."
    ),
    "sso_condition_unknown": "Il manque un nombre pour savoir si un SSO est demandé.",
    "local_directory_missing": "Aucun répertoire d’identité local n’est en place.",
    "local_directory_synchronised": "Le répertoire local est synchronisé avec la GRH et le RPPS.",
    "hr_never_synchronised": "Il n’a jamais été synchronisé avec la GRH.",
    "rpps_never_synchronised": "Il n’a jamais été synchronisé avec le RPPS.",
    "hr_synchronisation_old": "La dernière synchronisation avec la GRH date du {last_on}.",
    "rpps_synchronisation_old": "La dernière synchronisation avec le RPPS date du {last_on}.",
    "computation_made": "La part et les ETP de l’exercice {fiscal_year} sont calculés.",
    "computation_missing": "La part de l’exercice {fiscal_year} n’est pas calculée.",
    "etp_ssi_missing": "Les ETP de sécurité des systèmes d’information de {fiscal_year} manquent.",
    "sector_not_concerned": "Seuls les établissements publics sont visés ; celui-ci est {sector}.",
    "note_followed": "Le calcul {fiscal_year} suit la note DGOS/PF2/2019/207.",
    "note_not_followed": "Le calcul {fiscal_year} ne suit pas la note DGOS/PF2/2019/207.",
    "note_unknown": "Il n’est pas dit si le calcul {fiscal_year} suit la note de 2019.",
    "shared_spending_followed": "La part mutualisée {fiscal_year} suit l’activité combinée.",
    "shared_spending_not_followed": (
        "La part mutualisée {fiscal_year} manque, ou n’est pas répartie selon l’activité combinée."
    ),
    "shared_spending_no_object": "Aucune dépense numérique n’est mutualisée en {fiscal_year}.",
    "shared_spending_unknown": "Il n’est pas dit si des dépenses {fiscal_year} sont mutualisées.",
    "non_sanitary_followed": "Toute la dépense de l’entité est comptée en {fiscal_year}.",
    "non_sanitary_not_followed": "La dépense non sanitaire n’est pas comptée en {fiscal_year}.",
    "non_sanitary_no_object": "L’entité n’a pas de structure non sanitaire ({fiscal_year}).",
    "non_sanitary_unknown": "Il n’est pas dit si l’entité a des structures non sanitaires.",
    "budget_entered": "L’exercice {fiscal_year} a été saisi le {entered_on}, avec son accusé.",
    "budget_to_enter": "L’exercice {fiscal_year} est à saisir au plus tard le {due_on}.",
    "budget_entry_late": "L’exercice {fiscal_year} n’est pas saisi ; l’échéance était le {due_on}.",
}

MISSING = {
    "unit.sector": "Dire le secteur de l’établissement (page Organisation).",
    "exercise": "Noter un exercice de crise de cette année qui compte.",
    "exercise.continuity": "Dire si l’exercice a éprouvé la continuité des soins ou des missions.",
    "exercise.cyber_event": "Dire si l’exercice est parti d’un événement cyber.",
    "exercise.functions": "Dire quelles fonctions de décision y étaient.",
    "retex": "Noter le jour où le RETEX a été validé.",
    "entry": "Saisir l’exercice sur la plateforme nationale, puis noter l’accusé.",
    "finding": "Noter les constats et améliorations.",
    "plan_action": "Rattacher chaque constat à une action du plan.",
    "plan_action.number": "Écrire le numéro de l’action dans le PAQ de l’établissement.",
    "plan_action.pilote": "Nommer le pilote de l’action.",
    "plan_action.due_date": "Fixer l’échéance de l’action.",
    "plan_action.done_or_postponed": "Clore l’action échue, ou la reporter avec un motif.",
    "declaration": "Faire l’auto-évaluation de l’année.",
    "declaration.entry": "Saisir l’auto-évaluation sur la plateforme nationale.",
    "declaration.receipt": "Noter l’accusé de la saisie.",
    "club_ssi.registration": "Noter le jour de l’inscription au Club SSI.",
    "silene.registration": "Noter le jour de l’inscription à SILENE.",
    "directory": "Noter les annuaires (forêts Active Directory).",
    "directory_inventory": "Noter l’inventaire signé qui dit que tous les annuaires sont listés.",
    "ads_result": "Noter les audits ADS de ce trimestre.",
    "ads_level": "Noter le niveau ADS de chaque annuaire.",
    "ads_level.higher": "Remédier, puis noter un audit ADS au niveau demandé.",
    "smsi": "Noter le SMSI et le RSSI qui le supervise.",
    "smsi.rssi": "Nommer le RSSI qui supervise le SMSI.",
    "responsable": "Noter la désignation du responsable PCA/PRA.",
    "letter": "Noter la lettre de cadrage signée par la direction.",
    "copil": "Noter la mise en place du COPIL.",
    "service_list": "Faire arrêter par le COPIL la liste des services.",
    "bia": "Faire approuver les BIA qui manquent.",
    "pcra_cadre": "Faire approuver un PCRA cadre pour tous les services.",
    "trajectory": "Noter la validation de la trajectoire des MIE.",
    "engagement": "Noter la signature de l’engagement de sécurisation.",
    "sensitive_service": "Noter les services sensibles.",
    "user_count": "Compter les personnes qui accèdent à au moins un service sensible.",
    "mie_use": "Noter les moyens d’identification en usage.",
    "mie_use.conform": "Remplacer les moyens que le texte n’admet pas.",
    "mie_use.factors": "Préciser le fournisseur, les facteurs ou l’homologation du moyen.",
    "sso": "Noter la mise en service d’une brique de SSO.",
    "local_directory": "Noter la mise en place du répertoire local.",
    "hr_synchronisation": "Noter une synchronisation avec la GRH.",
    "rpps_synchronisation": "Noter une synchronisation avec le RPPS.",
    "computation": "Calculer la part de l’exercice budgétaire.",
    "computation.etp_ssi": "Donner les ETP de sécurité des systèmes d’information.",
    "computation.note": "Dire si le calcul suit la note DGOS/PF2/2019/207.",
    "computation.shared_spending_object": "Dire si des dépenses numériques sont mutualisées.",
    "computation.shared_spending": "Ajouter la part mutualisée, selon l’activité combinée.",
    "computation.non_sanitary_object": "Dire si l’entité a des structures non sanitaires.",
    "computation.non_sanitary": "Compter toute la dépense de l’entité juridique.",
    "budget_entry": "Saisir la part sur la plateforme nationale.",
    "budget_entry.receipt": "Noter l’accusé de la saisie.",
}

BY_SUPPORT = {
    "directory_not_audited": (
        "À traiter par l’établissement support, sans audit ADS ce trimestre : {names}."
    ),
    "directory_too_low": (
        "À traiter par l’établissement support, sous le niveau demandé : {names}."
    ),
}


def reason_sentence(reason: Reason) -> str:
    """What a reason says, in French. Raises KeyError for a code that has no sentence."""
    return reason_sentence_of(reason.code, reason.data)


def reason_sentence_of(code: str, data: Mapping[str, object]) -> str:
    """The same from a code and its data, live or read again from a statement (days as ISO)."""
    template = REASONS[code]
    if data.get("all_borne_by_support"):
        template = BY_SUPPORT.get(code, template)
    values = {key: spoken(key, value) for key, value in data.items()}
    if code == "sso_required":
        values["exceeded"] = exceeded_words(data)
    if "findings" in data:
        values["findings"] = counted(data["findings"], "constat")
    if "actions" in data:
        values["actions"] = counted(data["actions"], "action")
    return typographic(template.format_map(values))


def exceeded_words(data: Mapping[str, object]) -> str:
    """What exceeds its bound; all that is counted, in a statement frozen before it was said."""
    exceeded = data.get("exceeded")
    names = exceeded if isinstance(exceeded, (tuple, list)) else ("services", "people")
    said = [f"{spoken(one, data[one])} {PEOPLE_OR_SERVICES[one]}" for one in names if one in data]
    return " ou ".join(said) if exceeded is None else " et ".join(said)


def missing_sentence(code: str) -> str:
    """The gesture that would change the verdict. Raises KeyError for an unlisted code."""
    return typographic(MISSING[code])


def period(label: str) -> str:
    """« 2026-T3 » as people say it, « T3 2026 »; a year stays a year."""
    year, _, quarter = label.partition("-")
    return f"{quarter}{NBSP}{year}" if quarter else year


def counted(keys: object, noun: str) -> str:
    """Keys are not for people: how many there are."""
    number = len(keys) if isinstance(keys, (tuple, list)) else 0
    return f"{number} {noun}{'s' if number > 1 else ''}"


def spoken(key: str, value: object) -> str:
    """A plain value as people say it."""
    words: Mapping[str, Mapping[str, str]] = {
        "lacks": LACKS,
        "unclear": UNCLEAR,
        "needs": NEEDS,
        "sector": SECTORS,
    }
    if key in ("year", "fiscal_year", "version"):
        return str(value)
    if key == "quarter":
        return period(str(value))
    if isinstance(value, str) and (key == "on" or key.endswith("_on")):
        return day_long(date.fromisoformat(value))
    if isinstance(value, date):
        return day_long(value)
    if isinstance(value, (tuple, list)):
        return ", ".join(words.get(key, {}).get(str(item), str(item)) for item in value)
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, int):
        return grouped(value)
    return words.get(key, {}).get(str(value), str(value))


def typographic(text: str) -> str:
    """Non-breaking spaces before high punctuation and inside guillemets."""
    for sign in (":", ";", "!", "?", "»"):
        text = text.replace(f" {sign}", f"{NBSP}{sign}")
    return text.replace("« ", f"«{NBSP}").replace("n° ", f"n°{NBSP}")
