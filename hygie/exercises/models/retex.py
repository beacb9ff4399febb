"""The RETEX of an exercise played: its constats, its questionnaire, the model of the house."""

from typing import Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone

from hygie.domain.playing.survey import BY_CODE, SCALE
from hygie.exercises.models.run import Run
from hygie.organisations.models import Organisation
from hygie.quality_plan.models import Finding

TEXT_LENGTH, WORDING_LENGTH, COMMENT_LENGTH = 12_000, 500, 3_000
# Sections that are worked out from what happened; a person may add a comment to each.
COMMENTED = (
    ("presence", "Identité et présence"),
    ("objectifs", "Objectifs et niveau atteint"),
    ("chronogramme", "Chronogramme prévu et joué"),
    ("temps_cles", "Temps clés"),
    ("delais", "Délais légaux"),
    ("questionnaire", "Questionnaire à chaud"),
)


class Retex(models.Model):
    """What an exercise taught, for one establishment, or for all together (`unit` None).

    What happened is worked out from the run until the validation; `synthesis` and `comments`
    (section of `COMMENTED` → text) are a person's. Validated, `content` is what was said that day,
    in words, and the files are those kept under their SHA-256: nothing of it changes any more.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    run = models.ForeignKey(Run, models.CASCADE, related_name="retexes")
    unit = models.ForeignKey(Organisation, models.PROTECT, related_name="+", null=True, blank=True)
    synthesis = models.TextField("synthèse", blank=True, max_length=TEXT_LENGTH)
    comments = models.JSONField("commentaires", default=dict, blank=True)
    validated_on = models.DateField("validé le", null=True, blank=True)
    validated_by = models.CharField("validé par", max_length=150, blank=True)
    validated_at = models.DateTimeField(null=True, blank=True, editable=False)
    content = models.JSONField(null=True, blank=True, editable=False)
    pdf_sha256 = models.CharField("empreinte du PDF", max_length=64, blank=True, editable=False)
    docx_sha256 = models.CharField("empreinte du DOCX", max_length=64, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by_name = models.CharField(max_length=200, blank=True, editable=False)
    updated_at = models.DateTimeField(auto_now=True)
    updated_by_name = models.CharField(max_length=200, blank=True, editable=False)

    class Meta:
        verbose_name = "RETEX"
        verbose_name_plural = "RETEX"
        ordering = ["created_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["run", "unit"], name="retex_once"),
            models.UniqueConstraint(
                fields=["run"], condition=Q(unit=None), name="retex_common_once"
            ),
        ]

    def __str__(self) -> str:
        return f"RETEX, {self.run.title}"

    @property
    def is_common(self) -> bool:
        return self.unit_id is None

    @property
    def is_validated(self) -> bool:
        return self.validated_on is not None


class Cause(models.TextChoices):
    """Where a weakness comes from, once somebody has thought of it."""

    PROCEDURE = "procedure", "procédure absente ou pas à jour"
    SKILLS = "skills", "formation ou habitude"
    ORGANISATION = "organisation", "rôles et décision"
    MEANS = "means", "moyens techniques"
    STAFF = "staff", "effectif, astreinte"
    COMMUNICATION = "communication", "communication"
    SUPPLIER = "supplier", "prestataire"
    OTHER = "other", "autre"


class Constat(models.Model):
    """Something that held, did not, or is to be done; a person decides of it.

    `source`: where it comes from in what happened ("criterion:C01a", "highlight:<id>",
    "scenario:2"), "" when a person wrote it: it is proposed once. `criterion`, `scenario_slug`:
    what the next exercise may verify. Accepted, a weakness or an action has its `finding`.
    """

    class Kind(models.TextChoices):
        STRENGTH = "strength", "force"
        WEAKNESS = "weakness", "fragilité"
        ACTION = "action", "action proposée"

    class Decision(models.TextChoices):
        OPEN = "open", "à décider"
        ACCEPTED = "accepted", "retenu"
        REFUSED = "refused", "écarté"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    retex = models.ForeignKey(Retex, models.CASCADE, related_name="constats")
    kind = models.CharField("nature", max_length=10, choices=Kind.choices)
    text = models.CharField("constat", max_length=WORDING_LENGTH)
    cause = models.CharField("cause", max_length=15, choices=Cause.choices, blank=True)
    source = models.CharField(max_length=60, blank=True, editable=False)
    criterion = models.CharField("critère", max_length=10, blank=True)
    scenario_slug = models.SlugField(max_length=100, blank=True, editable=False)
    decision = models.CharField(
        "décision", max_length=10, choices=Decision.choices, default=Decision.OPEN
    )
    refused_reason = models.CharField("motif", max_length=500, blank=True)
    decided_by_name = models.CharField(max_length=200, blank=True, editable=False)
    finding = models.OneToOneField(
        Finding, models.SET_NULL, null=True, blank=True, related_name="constat", editable=False
    )
    rank = models.PositiveIntegerField(default=0, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    updated_at = models.DateTimeField(auto_now=True)
    updated_by_name = models.CharField(max_length=200, blank=True, editable=False)

    class Meta:
        verbose_name = "constat du RETEX"
        verbose_name_plural = "constats du RETEX"
        ordering = ["rank", "id"]
        indexes = [models.Index(fields=["scenario_slug", "criterion"], name="constat_criterion")]

    def __str__(self) -> str:
        return self.text

    @property
    def goes_to_the_plan(self) -> bool:
        """Accepted, it is a finding of the plan; a strength is only told."""
        return self.kind != Constat.Kind.STRENGTH


class SurveyAnswer(models.Model):
    """What one participant answered to the « questionnaire à chaud », without anything of who.

    No name, no function (where one person holds it, it would name her), no address, no hour: the
    day alone. `id` is drawn by the form: sent twice, one answer. `marks`: code of the question → 1
    to 4; what is not answered is left out. `texts`: code → text. `batch`: from 0, the group of
    three that it came with; they are shown by groups.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    run = models.ForeignKey(Run, models.CASCADE, related_name="survey_answers")
    on = models.DateField("jour")
    marks = models.JSONField(default=dict, blank=True)
    texts = models.JSONField(default=dict, blank=True)
    batch = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = "réponse au questionnaire"
        verbose_name_plural = "réponses au questionnaire"
        ordering = ["id"]  # drawn at random: says nothing of who came first

    def __str__(self) -> str:
        return f"réponse du {self.on}"

    def clean(self) -> None:
        """Marks of the scale and texts, of known questions only."""
        for code, mark in self.marks.items():
            if code not in BY_CODE or mark not in SCALE:
                raise ValidationError({"marks": "Cette réponse n’est pas du questionnaire."})
        for code, text in self.texts.items():
            if code not in BY_CODE or not isinstance(text, str):
                raise ValidationError({"texts": "Cette réponse n’est pas du questionnaire."})


class RetexTemplate(models.Model):
    """The DOCX model of the RETEX of an establishment. The last one not withdrawn counts."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    unit = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    sha256 = models.CharField("empreinte", max_length=64)
    name = models.CharField("nom du fichier", max_length=150)
    fields: Any = models.JSONField("champs", default=list)
    added_at = models.DateTimeField("déposé le", default=timezone.now)
    added_by_name = models.CharField("déposé par", max_length=200)
    withdrawn_at = models.DateTimeField("retiré le", null=True, blank=True)
    withdrawn_by_name = models.CharField("retiré par", max_length=200, blank=True)

    class Meta:
        verbose_name = "modèle de RETEX"
        verbose_name_plural = "modèles de RETEX"
        ordering = ["-added_at", "id"]

    def __str__(self) -> str:
        return self.name
