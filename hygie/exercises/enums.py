"""Closed lists of the room. Stored values never change; labels may."""

from collections.abc import Collection

from django.db import models


class Function(models.TextChoices):
    """Functions present at an exercise; the codes are those that the domain reads."""

    DG = "DG", "Direction générale (DG)"
    DGA = "DGA", "Direction générale adjointe (DGA)"
    PCME = "PCME", "Présidence de la CME (PCME)"
    DSI = "DSI", "Direction des systèmes d’information (DSI)"
    DIRCOM = "DIRCOM", "Direction de la communication (DIRCOM)"
    RSSI = "RSSI", "Responsable de la sécurité des systèmes d’information (RSSI)"
    DS = "DS", "Direction des soins"
    DQGR = "DQGR", "Direction de la qualité et de la gestion des risques"
    DAF = "DAF", "Direction des affaires financières"
    DRH = "DRH", "Direction des ressources humaines"
    DPO = "DPO", "Délégué à la protection des données (DPO)"
    RPCRA = "RPCRA", "Responsable PCA/PRA"
    ADMG = "ADMG", "Administrateur de garde"
    DMC = "DMC", "Directeur médical de crise"
    SAMU = "SAMU", "Urgences ou SAMU"
    CADRE = "CADRE", "Cadres de santé"
    PHARMACY = "PUI", "Pharmacie (PUI)"
    BIOLOGY = "BIOL", "Biologie"
    IMAGING = "IMG", "Imagerie"
    DST = "DST", "Direction des services techniques"
    ARS = "ARS", "ARS"
    GRADES = "GRADES", "GRADeS"


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
