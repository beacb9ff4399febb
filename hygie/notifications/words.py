"""The sentences of mails and screens: items with their day, and what became of a message."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from unicodedata import category

from hygie.notifications.due import DueItem, Sections
from hygie.web.formats import NBSP, day_long, day_short, plural

LINES_SHOWN = 40

OUTCOMES = {
    "": "",
    "sent": "Le serveur l’a accepté.",
    "later": "Le serveur demande de réessayer plus tard.",
    "address_refused": "Le serveur refuse cette adresse.",
    "address_wrong": "Cette adresse ne peut pas s’écrire dans un courriel.",
    "refused": "Le serveur refuse ce courriel.",
    "retries_over": "Le serveur l’a remis à plus tard trop de fois.",
    "stale": "Le serveur n’a pas pu être joint à temps\u00a0: ce courriel n’a plus d’objet.",
    "interrupted": (
        "Hygie s’est arrêté pendant l’envoi\u00a0: il est peut-être parti. Il n’est jamais renvoyé "
        "sans vous."
    ),
    "cut": (
        "La connexion s’est coupée pendant l’envoi\u00a0: il est peut-être parti. Il n’est jamais "
        "renvoyé sans vous."
    ),
    "no_access": "La personne n’a plus accès à ce dont il parle\u00a0: il n’est pas parti.",
    "unwanted": "La personne ne veut plus de ces courriels\u00a0: il n’est pas parti.",
    "settled": "Vérifié par l’administration\u00a0: il était parti.",
    "resent": "Renvoi demandé par l’administration.",
}


@dataclass(frozen=True, slots=True)
class Links:
    """Addresses of the instance in a mail: its root, the page of reminders, the stopping link."""

    root: str
    own_page: str
    stop: str


@dataclass(frozen=True, slots=True)
class Text:
    """What a mail says."""

    subject: str
    body: str


def when(item: DueItem, as_of: date) -> str:
    """« au plus tard le 30/06/2027, dans 7 jours », « échéance du 12/11/2026 dépassée »."""
    left = item.days_left(as_of)
    if item.due_on is None or left is None:
        said = "en retard" if item.is_late else "sans échéance"
    elif item.is_late:
        said = f"échéance du {day_short(item.due_on)} dépassée"
    elif left == 0:
        said = "dernier jour aujourd’hui"
    else:
        said = f"au plus tard le {day_short(item.due_on)}, dans {left}{NBSP}jour{plural(left)}"
    return f"{said} ({item.detail})" if item.detail else said


def digest(
    name: str,
    found: Sections,
    escalated: Sequence[DueItem],
    units: Mapping[int, str],
    links: Links,
    as_of: date,
) -> Text:
    """The mail of the week."""
    late, coming = len(found.late) + len(escalated), len(found.coming)
    parts = [f"{late} en retard"] if late else []
    parts += [f"{coming} dans les 60{NBSP}jours"] if coming else []
    parts = parts or [f"{len(found.undated)} à faire"]
    blocks = [
        ("En retard", found.late),
        ("En retard chez d’autres, à connaître", escalated),
        ("Dans les 60\u00a0jours", found.coming),
        ("Sans échéance", found.undated),
    ]
    body = _body(name, f"Votre point au {day_long(as_of)}.", blocks, units, links, as_of)
    return Text(f"Hygie{NBSP}: {', '.join(parts)}", body)


def reminder(
    name: str, items: Sequence[DueItem], units: Mapping[int, str], links: Links, as_of: date
) -> Text:
    """The mail of a day, when some days come near."""
    count = len(items)
    subject = f"Hygie{NBSP}: {count} échéances approchent"
    if count == 1:
        left = items[0].days_left(as_of) or 0
        near = {0: "aujourd’hui", 1: "demain"}.get(left, f"dans {left}{NBSP}jours")
        subject = f"Hygie{NBSP}: une échéance {near}"
    lead = f"{'Cette échéance approche' if count == 1 else 'Ces échéances approchent'}."
    return Text(subject, _body(name, lead, [("", items)], units, links, as_of))


def escalation(
    name: str, items: Sequence[DueItem], units: Mapping[int, str], links: Links, as_of: date
) -> Text:
    """The mail to a sponsor, or to who signs, once for each lateness."""
    count = len(items)
    lead = (
        "Vous en êtes commanditaire, vous êtes à alerter en cas de retard, ou vous signez pour "
        "l’établissement\u00a0: "
        f"{'ce retard ne vous sera dit' if count == 1 else 'ces retards ne vous seront dits'} "
        "à part qu’une fois."
    )
    subject = f"Hygie{NBSP}: {count} retard{plural(count)} à connaître"
    return Text(subject, _body(name, lead, [("", items)], units, links, as_of))


def to_contact(
    name: str,
    items: Sequence[DueItem],
    units: Mapping[int, str],
    links: Links,
    as_of: date,
    given_by: str,
    until: date,
) -> Text:
    """The mail to someone without account: what was given by a personal link, without any page."""
    count, lines = len(items), list[str]()
    for item in items[:LINES_SHOWN]:
        lines += [_line(item, units, as_of), ""]
    lead = "Une action vous est confiée" if count == 1 else f"{count} actions vous sont confiées"
    body = [
        f"Bonjour {one_line(name)},",
        "",
        f"{lead}, au {day_long(as_of)}{NBSP}:",
        "",
        *lines,
        f"Répondez par le lien personnel que vous a remis {one_line(given_by)}, valable jusqu’au "
        f"{day_short(until)}. Hygie ne le garde pas{NBSP}: perdu, demandez-en un autre.",
        "",
        "--",
        f"Ne plus recevoir ces courriels{NBSP}: {links.stop}",
        "",
    ]
    said = "une action vous est confiée" if count == 1 else f"{count} actions vous sont confiées"
    return Text(f"Hygie{NBSP}: {said}", "\n".join(body))


def trial(name: str, links: Links) -> Text:
    """The mail that an administrator sends to herself."""
    body = (
        f"Bonjour {one_line(name)},\n\nCe courriel d’essai vient de Hygie ({links.root}). "
        "L’envoi fonctionne\u00a0: il n’y a rien à faire.\n"
    )
    return Text(f"Hygie{NBSP}: essai d’envoi", body)


def _body(
    name: str,
    lead: str,
    blocks: Iterable[tuple[str, Sequence[DueItem]]],
    units: Mapping[int, str],
    links: Links,
    as_of: date,
) -> str:
    lines, left, unsaid = [f"Bonjour {one_line(name)},", "", lead, ""], LINES_SHOWN, 0
    for title, items in blocks:
        if not items:
            continue
        if title and left:
            lines += [f"{title} ({len(items)})", ""]
        for item in items[:left]:
            lines += _lines(item, units, links, as_of)
        unsaid += max(0, len(items) - left)
        left = max(0, left - len(items))
    if unsaid:
        autres = "autre" if unsaid == 1 else "autres"
        lines += [f"Et {unsaid} {autres}, sur votre liste{NBSP}: {links.own_page}", ""]
    lines += [
        "--",
        f"Votre liste et vos réglages{NBSP}: {links.own_page}",
        f"Ne plus recevoir ces courriels{NBSP}: {links.stop}",
        "",
    ]
    return "\n".join(lines)


def _lines(item: DueItem, units: Mapping[int, str], links: Links, as_of: date) -> list[str]:
    return [_line(item, units, as_of), f"  {links.root}{item.path}", ""]


def _line(item: DueItem, units: Mapping[int, str], as_of: date) -> str:
    unit = units.get(item.unit_id, "")
    said = one_line(f"- {item.label}, {unit}" if unit else f"- {item.label}")
    return f"{said}{NBSP}: {when(item, as_of)}"


def one_line(text: str) -> str:
    """The text without any break nor control: what a person typed cannot add a line to a mail."""
    legible = "".join(" " if category(one) == "Cc" else one for one in text)
    return " ".join(legible.split())
