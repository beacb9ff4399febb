"""The words that click adds to every command, in French: click looks them up, nothing is bundled.

Hygie ships no message catalogue (ADR 0007): its own words are written in French, and these too.
"""

from click import core, decorators, exceptions, formatting, parser, termui, types

MODULES = (core, decorators, exceptions, formatting, parser, termui, types)

WORDS = {
    "Usage:": "Utilisation\u00a0:",
    "Options": "Options",
    "Commands": "Commandes",
    "Positional arguments": "Arguments",
    "Show this message and exit.": "Montre cette aide.",
    "Show the version and exit.": "Montre la version.",
    "%(prog)s, version %(version)s": "%(prog)s, version %(version)s",
    "Do you want to continue?": "Continuer\u00a0?",
    "Aborted!": "Abandonné.",
    "deprecated": "obsolète",
    "required": "obligatoire",
    "default: {default}": "par défaut\u00a0: {default}",
    "(dynamic)": "(calculé)",
    "env var: {var}": "variable\u00a0: {var}",
    "Error: {message}": "Erreur\u00a0: {message}",
    "Error: invalid input": "Erreur\u00a0: réponse non reconnue",
    "unknown error": "erreur inconnue",
    "Try '{command} {option}' for help.": "Aide\u00a0: {command} {option}",
    "Missing command.": "Il manque la commande.",
    "Missing argument": "Il manque l’argument",
    "Missing option": "Il manque l’option",
    "Missing parameter": "Il manque le paramètre",
    "Missing {param_type}": "Il manque {param_type}",
    "Missing parameter: {param_name}": "Il manque le paramètre {param_name}",
    "No such option {name!r}.": "L’option {name} n’existe pas.",
    "No such command {name!r}.": "La commande {name} n’existe pas.",
    "Did you mean {possibility}?": "Voulez-vous dire {possibility}\u00a0?",
    "(Did you mean one of: {possibilities}?)": "(Voulez-vous dire\u00a0: {possibilities}\u00a0?)",
    "Got unexpected extra argument ({args})": "Argument en trop\u00a0: {args}",
    "Got unexpected extra arguments ({args})": "Arguments en trop\u00a0: {args}",
    "Option {name!r} does not take a value.": "L’option {name} ne prend pas de valeur.",
    "Option {name!r} requires an argument.": "L’option {name} demande une valeur.",
    "Option {name!r} requires {nargs} arguments.": "L’option {name} demande {nargs} valeurs.",
    "Invalid value: {message}": "Valeur refusée\u00a0: {message}",
    "Invalid value for {param_hint}: {message}": "{param_hint}, valeur refusée\u00a0: {message}",
    "Could not open file {filename!r}: {message}": "{filename} ne s’ouvre pas\u00a0: {message}",
    "file": "fichier",
    "directory": "dossier",
    "path": "chemin",
    "Choose from:\n\t{choices}": "Au choix\u00a0:\n\t{choices}",
    "{value!r} is not {choice}.": "{value} n’est pas {choice}.",
    "{value!r} is not one of {choices}.": "{value} ne fait pas partie de {choices}.",
    "{value!r} does not match the format {format}.": "{value} ne suit pas la forme {format}.",
    "{value!r} does not match the formats {formats}.": "{value} ne suit aucune forme de {formats}.",
    "{value} is not in the range {range}.": "{value} est hors de {range}.",
    "{value!r} is not a valid {number_type}.": "{value} n’est pas un nombre attendu.",
    "{name} {filename!r} does not exist.": "{name} {filename} n’existe pas.",
    "{name} {filename!r} is a file.": "{name} {filename} est un fichier.",
    "{name} {filename!r} is a directory.": "{name} {filename} est un dossier.",
    "{name} {filename!r} is not readable.": "{name} {filename} ne se lit pas.",
    "{name} {filename!r} is not writable.": "{name} {filename} ne s’écrit pas.",
}


def french(message: str) -> str:
    """The French words of a message of click; the message itself when Hygie never shows it."""
    return WORDS.get(message, message)


def french_of_number(one: str, several: str, number: int) -> str:
    """The same where the words follow a number."""
    return french(one if number < 2 else several)


FRENCH: dict[str, object] = {"_": french, "ngettext": french_of_number}


def speak_french() -> None:
    """Gives click these words, once, before the first command is read."""
    for module in MODULES:
        said = vars(module)
        said.update({name: word for name, word in FRENCH.items() if name in said})
