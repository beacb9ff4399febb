"""Closed lists of the room. Stored values never change; labels may."""

from collections.abc import Collection

from django.db import models

from hygie.domain.scenario.functions import FUNCTIONS


class Function(models.TextChoices):
    """Functions present at an exercise: those of the domain, in its order and its words."""

    DG = "DG", FUNCTIONS["DG"]
    DGA = "DGA", FUNCTIONS["DGA"]
    ADMG = "ADMG", FUNCTIONS["ADMG"]
    PCME = "PCME", FUNCTIONS["PCME"]
    DMC = "DMC", FUNCTIONS["DMC"]
    DSI = "DSI", FUNCTIONS["DSI"]
    RSSI = "RSSI", FUNCTIONS["RSSI"]
    DIRCOM = "DIRCOM", FUNCTIONS["DIRCOM"]
    DS = "DS", FUNCTIONS["DS"]
    DQGR = "DQGR", FUNCTIONS["DQGR"]
    DRH = "DRH", FUNCTIONS["DRH"]
    DAF = "DAF", FUNCTIONS["DAF"]
    DAL = "DAL", FUNCTIONS["DAL"]
    DST = "DST", FUNCTIONS["DST"]
    BIOMED = "BIOMED", FUNCTIONS["BIOMED"]
    DPO = "DPO", FUNCTIONS["DPO"]
    DIM = "DIM", FUNCTIONS["DIM"]
    JUR = "JUR", FUNCTIONS["JUR"]
    SUR = "SUR", FUNCTIONS["SUR"]
    RPCRA = "RPCRA", FUNCTIONS["RPCRA"]
    URG = "URG", FUNCTIONS["URG"]
    SAMU = "SAMU", FUNCTIONS["SAMU"]
    ANES = "ANES", FUNCTIONS["ANES"]
    PHARMACY = "PUI", FUNCTIONS["PUI"]
    BIOLOGY = "BIOL", FUNCTIONS["BIOL"]
    IMAGING = "IMG", FUNCTIONS["IMG"]
    CADRE = "CADRE", FUNCTIONS["CADRE"]
    ARS = "ARS", FUNCTIONS["ARS"]
    GRADES = "GRADES", FUNCTIONS["GRADES"]


FUNCTION_CODES = frozenset(Function.values)


class Presence(models.TextChoices):
    """What is known of who was there."""

    LISTED = "listed", "Les fonctions cochées étaient présentes"
    NOBODY = "nobody", "Aucune fonction de cette liste n’était présente"
    UNKNOWN = "unknown", "Présence inconnue\u00a0: on ne sait pas encore"


class Theme(models.TextChoices):
    """What the scenario was about."""

    RANSOMWARE = "ransomware", "Rançongiciel"
    LEAK = "leak", "Fuite de données de patients"
    DIRECTORY = "directory", "Compromission de l’annuaire (AD)"
    PATIENT_RECORD = "patient_record", "Dossier patient informatisé (DPI) indisponible"
    SUPPLIER = "supplier", "Attaque par un prestataire ou la télémaintenance"
    PHISHING = "phishing", "Hameçonnage"
    ALTERED_DATA = "altered_data", "Données ou résultats altérés"
    POWER = "power", "Panne électrique et attaque cyber"
    REGIONAL = "regional", "Attaque touchant toute la région"
    OTHER = "other", "Autre"


def function_labels(codes: Collection[str]) -> list[str]:
    """Labels of these codes, in the order of the list."""
    return [function.label for function in Function if function.value in codes]
