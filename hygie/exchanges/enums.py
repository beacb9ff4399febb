"""Closed lists of the room. Stored values never change; labels may."""

from django.db import models


class State(models.TextChoices):
    """Where an import of the history stands."""

    READ = "read", "À confirmer"
    RUNNING = "running", "En cours d’écriture"
    DONE = "done", "Écrit"
    PARTIAL = "partial", "Écrit en partie"
    INTERRUPTED = "interrupted", "Interrompu"
    UNDONE = "undone", "Annulé"
    DROPPED = "dropped", "Abandonné"
    UNDOING = "undoing", "En cours d’annulation"
    UNDO_STOPPED = "undo_stopped", "Annulation interrompue"


BUSY = (State.RUNNING, State.UNDOING)
RESUMABLE = (State.READ, State.INTERRUPTED)
UNDOABLE = (State.DONE, State.PARTIAL, State.INTERRUPTED, State.UNDO_STOPPED)


class Outcome(models.TextChoices):
    """What becomes of one row of the file."""

    NEW = "new", "À écrire"
    KNOWN = "known", "Déjà noté"
    WRITTEN = "written", "Écrite"
    REFUSED = "refused", "Refusée"
    UNDONE = "undone", "Retirée"
    KEPT = "kept", "Gardée"
