"""A scenario as the rest of the house reads it. Times are whole seconds of exercise after DEBEX."""

from dataclasses import dataclass
from enum import StrEnum


class Threat(StrEnum):
    """What strikes. The values are those of the files."""

    RANSOMWARE = "rancongiciel"
    OUTAGE = "indisponibilite"
    LEAK = "fuite_donnees"
    DIRECTORY = "compromission_annuaire"
    SUPPLIER = "prestataire"
    SYSTEMIC = "systemique"
    ALTERED_DATA = "alteration_donnees"
    HYBRID = "hybride"
    PHISHING = "hameconnage"


class Level(StrEnum):
    """For whom: never played, played once, trained."""

    BEGINNER = "debutant"
    INTERMEDIATE = "intermediaire"
    ADVANCED = "confirme"


class Form(StrEnum):
    """Around a table, in crisis cells that are called as in real life, or both."""

    TABLE_TOP = "sur_table"
    SIMULATION = "simulation"
    MIXED = "mixte"


class Perimeter(StrEnum):
    """Who plays together."""

    ESTABLISHMENT = "etablissement"
    GHT = "ght"
    REGION = "region"


class StimulusKind(StrEnum):
    """What a stimulus is for."""

    MAIN = "principal"
    PRESSURE = "pression"
    DECOY = "leurre"
    REMINDER = "relance"
    OPTIONAL = "optionnel"
    TIME_JUMP = "saut_temporel"


class Channel(StrEnum):
    """How a stimulus reaches its players."""

    TELEPHONE = "telephone"
    EMAIL = "courriel"
    SMS = "sms"
    PAPER = "papier"
    ORAL = "oral"
    SCREEN = "ecran"
    MEDIA = "media"
    SOCIAL = "reseau_social"
    VIDEO = "visio"


class Attendance(StrEnum):
    """How much a function is needed."""

    REQUIRED = "indispensable"
    WANTED = "souhaitee"
    OPTIONAL = "facultative"


class CellKind(StrEnum):
    """Crisis cells."""

    DECISION = "decision"
    OPERATIONS = "operationnelle_si"
    CARE = "soins"
    COMMUNICATION = "communication"
    LOGISTICS = "logistique"
    REGION = "region"


class Proof(StrEnum):
    """Where a criterion is seen to be met."""

    OBSERVATION = "observation"
    LOGBOOK = "main_courante"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class Objective:
    """What the exercise is for. `weight`: 1 to 5."""

    code: str
    label: str
    weight: int


@dataclass(frozen=True, slots=True)
class Criterion:
    """Something that an observer sees done or not.

    `weight`: 1 to 3. `within_s`: delay after the stimulus, in seconds; None: no delay. `function`:
    who is expected to do it, None: anyone.
    """

    code: str
    label: str
    weight: int
    within_s: int | None = None
    function: str | None = None
    proof: Proof = Proof.OBSERVATION


@dataclass(frozen=True, slots=True)
class Condition:
    """Play the stimulus only if this criterion was met (`met`), or was not."""

    criterion: str
    met: bool


@dataclass(frozen=True, slots=True)
class Stimulus:
    """One event that the animation sends to players.

    `at_s`: seconds after DEBEX. `short_at_s`: the same in the short cut; None: left out of it.
    `recipients`: codes of functions. `objectives`: codes. `story_time`: clock of the story, as
    written ("sam. 21:10"). `cited`: codes of criteria of the whole scenario looked at here too.
    """

    code: str
    at_s: int
    story_time: str
    kind: StimulusKind
    sender: str
    recipients: tuple[str, ...]
    channel: Channel
    title: str
    body: str
    objectives: tuple[str, ...]
    expected: tuple[str, ...]
    criteria: tuple[Criterion, ...]
    cited: tuple[str, ...] = ()
    condition: Condition | None = None
    help: str = ""
    short_at_s: int | None = None


@dataclass(frozen=True, slots=True)
class Public:
    """A function that plays."""

    function: str
    attendance: Attendance
    cell: CellKind | None = None
    deputy_possible: bool = False


@dataclass(frozen=True, slots=True)
class Tested:
    """What is put under degraded mode (obligation 1.a). `text`: how, in plain words."""

    care: bool
    missions: bool
    text: str


@dataclass(frozen=True, slots=True)
class Variable:
    """A word of the story that each establishment makes its own: `{{name}}` in the texts."""

    name: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Debrief:
    """Questions of the RETEX, and actions that the plan may take up."""

    hot: tuple[str, ...]
    cold: tuple[str, ...]
    actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scenario:
    """One version of one scenario.

    `warning`: what participants are told before (violence, blackmail, death); empty: nothing.
    `short_s`: length of the short cut in seconds; None: there is none. `criteria`: of the whole
    scenario, cited by stimuli. `actions`: numbers of the instruction's actions that it serves.
    """

    slug: str
    title: str
    version: int
    threat: Threat
    level: Level
    form: Form
    perimeter: Perimeter
    length_s: int
    short_s: int | None
    summary: str
    when: str
    context: str
    conventions: tuple[str, ...]
    warning: str
    tested: Tested
    pcra_services: tuple[str, ...]
    actions: tuple[int, ...]
    variables: tuple[Variable, ...]
    objectives: tuple[Objective, ...]
    criteria: tuple[Criterion, ...]
    publics: tuple[Public, ...]
    simulated_roles: tuple[str, ...]
    stimuli: tuple[Stimulus, ...]
    debrief: Debrief
