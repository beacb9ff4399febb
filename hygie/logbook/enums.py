"""Closed lists of the room. Stored values never change; labels may."""

from django.db import models


class EventKind(models.TextChoices):
    EXERCISE = "exercise", "Exercice"
    REAL_CRISIS = "real_crisis", "Crise réelle"


class Level(models.TextChoices):
    """What the establishment has decided."""

    ALERT = "alert", "Alerte"
    SMALL_CELL = "small_cell", "Cellule de crise restreinte"
    WHITE_PLAN = "white_plan", "Plan blanc"
    DIGITAL_WHITE_PLAN = "digital_white_plan", "Plan blanc numérique"


class State(models.TextChoices):
    OPENED = "opened", "Ouverte"
    UNDER_WAY = "under_way", "En cours"
    RECOVERING = "recovering", "En reprise"
    CLOSED = "closed", "Close"


# What a person chooses; an event is closed by its closing entry only.
LIVING_STATES = (State.OPENED, State.UNDER_WAY, State.RECOVERING)


class CellCode(models.TextChoices):
    """The usual crisis cells; an event may have others, each with a code of its own."""

    DECISION = "decision", "Cellule décisionnelle"
    OPERATIONS = "operationnelle_si", "Cellule opérationnelle SI"
    CARE = "soins", "Cellule soins"
    COMMUNICATION = "communication", "Cellule communication"
    LOGISTICS = "logistique", "Cellule logistique"
    REGION = "region", "Cellule régionale"


class Category(models.TextChoices):
    """What an entry is. The order is that of the form."""

    INFORMATION = "information", "Information"
    DECISION = "decision", "Décision"
    ACTION = "action", "Action"
    CONTACT = "contact", "Contact"
    TECHNICAL = "technical", "Mesure technique"
    CARE = "care", "Soins"
    COMMUNICATION = "communication", "Communication"
    DECLARATION = "declaration", "Déclaration"


class Reliability(models.TextChoices):
    CONFIRMED = "confirmed", "Confirmée"
    TO_CHECK = "to_check", "À vérifier"
    RUMOUR = "rumour", "Rumeur"


class Function(models.TextChoices):
    """In which function a person writes. Letters that mean two things are spelt out."""

    DG = "DG", "Direction générale (DG)"
    DGA = "DGA", "Direction générale adjointe (DGA)"
    ADMG = "ADMG", "Administrateur de garde"
    PCME = "PCME", "Présidence de la CME (PCME)"
    DMC = "DMC", "Directeur médical de crise"
    DSI = "DSI", "Direction des systèmes d’information (DSI)"
    RSSI = "RSSI", "Responsable de la sécurité des systèmes d’information (RSSI)"
    DIRCOM = "DIRCOM", "Direction de la communication (DIRCOM)"
    DS = "DS", "Direction des soins"
    DQGR = "DQGR", "Direction de la qualité et de la gestion des risques"
    DRH = "DRH", "Direction des ressources humaines"
    DAF = "DAF", "Direction des affaires financières"
    DAL = "DAL", "Direction des achats et de la logistique"
    DST = "DST", "Direction des services techniques"
    BIOMED = "BIOMED", "Ingénierie biomédicale"
    DPO = "DPO", "Délégué à la protection des données (DPO)"
    DIM = "DIM", "Département d’information médicale (DIM)"
    LEGAL = "JUR", "Affaires juridiques"
    SAFETY = "SUR", "Sécurité et sûreté des personnes"
    RPCRA = "RPCRA", "Responsable PCA/PRA"
    EMERGENCY = "URG", "Urgences"
    SAMU = "SAMU", "SAMU"
    ANAESTHESIA = "ANES", "Anesthésie et blocs"
    PHARMACY = "PUI", "Pharmacie (PUI)"
    BIOLOGY = "BIOL", "Biologie"
    IMAGING = "IMG", "Imagerie"
    CADRE = "CADRE", "Cadre de santé"
    SECRETARY = "SECR", "Secrétariat de cellule"
    ARS = "ARS", "ARS"
    GRADES = "GRADES", "GRADeS"
    ANIMATION = "ANIM", "Animation de l’exercice"
