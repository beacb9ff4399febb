"""Filters and tags of every template: days, figures, statuses, addresses and block components.

Block components take what stands between their tags:
`{% panel title="…" %}…{% endpanel %}`, and so for `why`, `notice`, `data_table`, `filters`.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import template
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.template import Context
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from hygie.web import formats, icons, statuses
from hygie.web.badges import badge

register = template.Library()
COMPONENTS = "web/components/"

register.filter("jour", formats.day_short)
register.filter("jour_long", formats.day_long)
register.filter("nombre", formats.grouped)
register.filter("montant", formats.euros)
register.filter("pourcent", formats.percent)
register.filter("pluriel", formats.plural)
register.simple_tag(icons.icon, name="icon")


@register.filter
def octets(value: int | None) -> str:
    """A number of bytes in words; an empty text for None."""
    return "" if value is None else formats.file_size(value)


@register.filter
def en_clair(value: object) -> str:
    """Any plain value as people read it: oui, non, a day, a list; « – » when there is none."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, list | tuple):
        return ", ".join(str(one) for one in value) or "–"
    if isinstance(value, int | Decimal):
        return formats.grouped(value)
    return formats.day_short(value) or str(value)


@register.filter
def iso(value: object) -> str:
    """2026-11-21, for `datetime`, `value` and addresses."""
    day = formats.as_day(value)
    return day.isoformat() if day else ""


@register.simple_tag
def status_word(status: str) -> str:
    """« en retard », « fait », …"""
    return statuses.look_of(status).word


@register.simple_tag
def status(
    code: str,
    since: date | None = None,
    due_on: date | None = None,
    detail: str = "",
    compact: bool = False,
    count: int = 1,
) -> SafeString:
    """Icon + word + colour of a status, then its day (or `detail`); compact hides the words.

    `count`: how many stand before the word, which agrees with it.
    """
    said = detail or statuses.detail_of(str(code), since=since, due_on=due_on)
    return badge(str(code), str(said), compact=bool(compact), several=count >= 2)


def current_query(context: Context) -> QueryDict:
    """The query string of the page shown, as a copy to change; empty without a request."""
    request = context.get("request")
    return request.GET.copy() if request is not None else QueryDict(mutable=True)


@register.simple_tag(takes_context=True)
def adresse(context: Context, **changes: Any) -> str:
    """« ?… » of this page with some parameters changed; None or "" takes one away.

    The page number goes back to the first, unless it is what changes.
    """
    query = current_query(context)
    if "page" not in changes:
        query.pop("page", None)
    for name, value in changes.items():
        if value is None or value == "":
            query.pop(name, None)
        else:
            query[name] = value.isoformat() if isinstance(value, date) else str(value)
    return "?" + query.urlencode()


@register.simple_tag(takes_context=True)
def other_params(context: Context, *names: str) -> SafeString:
    """Hidden inputs that keep the other parameters of the address when a GET form is sent."""
    query = current_query(context)
    kept = [
        (name, value)
        for name, values in query.lists()
        if name not in {*names, "page"}
        for value in values
    ]
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', kept)


@register.inclusion_tag(f"{COMPONENTS}sort_header.html", takes_context=True)
def sort_header(context: Context, label: str, key: str, number: bool = False) -> dict[str, Any]:
    """`<th>` whose link sorts by `key` (`?tri=key`), then the other way (`?tri=-key`)."""
    chosen = current_query(context).get("tri", "")
    ascending = chosen == key
    return {
        "label": label,
        "number": number,
        "address": adresse(context, tri=f"-{key}" if ascending else key),
        "direction": "ascending" if ascending else "descending" if chosen == f"-{key}" else "",
    }


@register.simple_tag
def is_today(day: object) -> bool:
    """Is this day the local day of now?"""
    return formats.as_day(day) == timezone.localdate()


@register.simple_tag
def error_target(field: BoundField) -> str:
    """Id of the first thing to fill again, for the links of the error summary."""
    target = field.auto_id or field.html_name
    return f"{target}_0" if is_group(field) else target


@register.filter
def is_group(field: BoundField) -> bool:
    """Radios, boxes and split widgets are drawn in a fieldset, with a legend as label."""
    return bool(getattr(field.field.widget, "use_fieldset", False))


@register.filter
def widget_kind(field: BoundField) -> str:
    """« checkbox », « select », « text », …: the last part of the widget's class name."""
    name = type(field.field.widget).__name__.lower()
    return name.removesuffix("input")


def draw(context: Context, component: str, values: Mapping[str, Any]) -> SafeString:
    """Draw a component in a copy of the context, so that forms inside keep their token."""
    source = context.template.engine.get_template(f"{COMPONENTS}{component}.html")  # type: ignore[union-attr]
    with context.push(**values):
        return source.render(context)


@register.simple_block_tag(takes_context=True)
def panel(context: Context, content: str, **values: Any) -> SafeString:
    """Section with a title: title, id, level (2), note, action_url, action_label."""
    return draw(context, "panel", {"content": content, "level": 2, "panel": values})


@register.simple_block_tag(takes_context=True)
def notice(context: Context, content: str, **values: Any) -> SafeString:
    """Message that stands in the page: kind (info, late, due, met), title."""
    return draw(context, "notice", {"content": content, "notice": {"kind": "info", **values}})


@register.simple_block_tag(takes_context=True)
def why(context: Context, content: str, **values: Any) -> SafeString:
    """« Pourquoi ? »: see `components/why.html`; what stands between the tags is the fact."""
    return draw(context, "why", {"content": content, "why": values})


@register.simple_block_tag(takes_context=True)
def data_table(context: Context, content: str, **values: Any) -> SafeString:
    """Table with caption: caption, hide_caption, dense, export_url; rows between the tags."""
    return draw(context, "data_table", {"content": content, "table": values})


@register.simple_block_tag(takes_context=True)
def filters(context: Context, content: str, **values: Any) -> SafeString:
    """GET form of a list: label, reset_url, count, noun; fields between the tags."""
    return draw(context, "filters", {"content": content, "filters": values})
