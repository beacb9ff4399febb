"""The closed list of functions that play an exercise, and the words by which people name them.

Never store « DSSI » or « DSI » as free text: in a hospital the letters mean both systèmes
d’information and soins infirmiers.
"""

from collections.abc import Mapping

from hygie.domain.names import search_key

# Code (stored, never changed) and label, in the order of the lists on screen.
FUNCTIONS: Mapping[str, str] = {
    "DG": "Direction générale (DG)",
    "DGA": "Direction générale adjointe (DGA)",
    "ADMG": "Administrateur de garde",
    "PCME": "Présidence de la CME (PCME)",
    "DMC": "Directeur médical de crise",
    "DSI": "Direction des systèmes d’information (DSI)",
    "RSSI": "Responsable de la sécurité des systèmes d’information (RSSI)",
    "DIRCOM": "Direction de la communication (DIRCOM)",
    "DS": "Direction des soins",
    "DQGR": "Direction de la qualité et de la gestion des risques",
    "DRH": "Direction des ressources humaines",
    "DAF": "Direction des affaires financières",
    "DAL": "Direction des achats et de la logistique",
    "DST": "Direction des services techniques",
    "BIOMED": "Service biomédical",
    "DPO": "Délégué à la protection des données (DPO)",
    "DIM": "Département d’information médicale (DIM)",
    "JUR": "Affaires juridiques",
    "SUR": "Sûreté et sécurité incendie",
    "RPCRA": "Responsable PCA/PRA",
    "URG": "Urgences et SMUR",
    "SAMU": "SAMU, régulation médicale",
    "ANES": "Anesthésie et bloc opératoire",
    "PUI": "Pharmacie (PUI)",
    "BIOL": "Biologie",
    "IMG": "Imagerie",
    "CADRE": "Cadres de santé",
    "ARS": "ARS",
    "GRADES": "GRADeS",
}

# What spreadsheets call them, as `search_key` writes it. « dssi » and « direction des soins
# infirmiers » stay apart from the DSI on purpose.
ALIASES: Mapping[str, str] = {
    "directeur general": "DG", "directrice generale": "DG", "direction generale": "DG",
    "directeur": "DG", "directrice": "DG", "direction": "DG",
    "directeur adjoint": "DGA", "directeur general adjoint": "DGA", "direction adjointe": "DGA",
    "administrateur de garde": "ADMG", "directeur de garde": "ADMG", "garde administrative": "ADMG",
    "president de cme": "PCME", "president de la cme": "PCME", "presidente de la cme": "PCME",
    "cme": "PCME", "directeur medical de crise": "DMC",
    "directeur des systemes d information": "DSI", "systemes d information": "DSI",
    "direction des systemes d information": "DSI", "service informatique": "DSI",
    "informatique": "DSI", "responsable informatique": "DSI",
    "responsable de la securite des systemes d information": "RSSI",
    "communication": "DIRCOM", "direction de la communication": "DIRCOM",
    "chargee de communication": "DIRCOM", "charge de communication": "DIRCOM",
    "direction des soins": "DS", "directeur des soins": "DS", "directrice des soins": "DS",
    "coordonnateur des soins": "DS", "coordonnateur general des soins": "DS",
    "dssi": "DS", "direction des soins infirmiers": "DS", "cgs": "DS",
    "qualite": "DQGR", "direction qualite": "DQGR", "directeur qualite": "DQGR",
    "gestion des risques": "DQGR", "gestionnaire des risques": "DQGR",
    "ressources humaines": "DRH", "directeur des ressources humaines": "DRH",
    "finances": "DAF", "affaires financieres": "DAF", "directeur financier": "DAF",
    "achats": "DAL", "logistique": "DAL", "direction logistique": "DAL",
    "services techniques": "DST", "technique": "DST", "biomedical": "BIOMED",
    "ingenieur biomedical": "BIOMED", "delegue a la protection des donnees": "DPO",
    "information medicale": "DIM", "juridique": "JUR", "juriste": "JUR",
    "securite": "SUR", "securite incendie": "SUR", "pc securite": "SUR", "surete": "SUR",
    "responsable pca": "RPCRA", "rpca": "RPCRA", "responsable pca pra": "RPCRA",
    "responsable continuite": "RPCRA", "urgences": "URG", "service des urgences": "URG",
    "smur": "URG", "urgences smur": "URG",
    "samu smur": "SAMU", "regulation": "SAMU", "regulation medicale": "SAMU", "centre 15": "SAMU",
    "samu centre 15": "SAMU", "service d acces aux soins": "SAMU", "sterilisation": "PUI",
    "anesthesie": "ANES", "bloc": "ANES", "bloc operatoire": "ANES", "chef de bloc": "ANES",
    "pharmacie": "PUI", "pharmacien": "PUI", "laboratoire": "BIOL", "biologie": "BIOL",
    "biologiste": "BIOL", "imagerie": "IMG", "radiologie": "IMG", "radiologue": "IMG",
    "cadre": "CADRE", "cadres": "CADRE", "cadre de sante": "CADRE", "cadres de sante": "CADRE",
    "agence regionale de sante": "ARS", "grades": "GRADES",
}  # fmt: skip


def label(code: str) -> str:
    """The label of a function; the code itself when it is not one of ours."""
    return FUNCTIONS.get(code, code)


def code_of(said: str, aliases: Mapping[str, str] | None = None) -> str | None:
    """The code that a person means by a code, a label or a word of the house; None: not known.

    `aliases`: words of the establishment → code; they win over ours.
    """
    key = search_key(said)
    if not key:
        return None
    for name, code in (aliases or {}).items():
        if search_key(name) == key and code in FUNCTIONS:
            return code
    return _CODES.get(key) or ALIASES.get(key)


_CODES = {search_key(code): code for code in FUNCTIONS} | {
    search_key(text): code for code, text in FUNCTIONS.items()
}
