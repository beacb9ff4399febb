"""Building blocks: elements escaped by ElementTree, horizontal scales, data tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

SVG = "http://www.w3.org/2000/svg"


def attributes(values: dict[str, Any]) -> dict[str, str]:
    """SVG names: `class_` → class, `stroke_width` → stroke-width; None is left out."""
    kept = {"viewBox", "patternUnits", "preserveAspectRatio", "patternTransform"}
    return {
        name if name in kept else name.rstrip("_").replace("_", "-"): str(value)
        for name, value in values.items()
        if value is not None
    }


def add(parent: Element, name: str, text: str | None = None, **values: Any) -> Element:
    """Append an element, with its text and attributes."""
    element = SubElement(parent, name, attributes(values))
    element.text = text
    return element


def drawing(title: str, description: str = "", **values: Any) -> Element:
    """The root of a chart: an image with a name and a description."""
    root = Element("svg", attributes({"role": "img", "xmlns": SVG, **values}))
    root.set("aria-label", title)
    add(root, "title", title)
    if description:
        add(root, "desc", description)
    return root


def markup(element: Element) -> SafeString:
    """The element as text; every text and attribute was escaped by ElementTree."""
    return mark_safe(tostring(element, encoding="unicode"))  # noqa: S308  # escaped just above


@dataclass(frozen=True, slots=True)
class Scale:
    """From days, or from shares between 0 and 1, to horizontal places.

    width None gives percentages (the drawing stretches without bending texts or patterns);
    a number gives user units from `left`, for a file of its own.
    """

    width: float | None = None
    left: float = 0.0

    def at(self, share: float) -> str:
        """Place of a share, kept in the drawing."""
        share = min(1.0, max(0.0, share))
        if self.width is None:
            return f"{share * 100:.3f}%"
        return f"{self.left + share * self.width:.2f}"

    def length(self, start: float, end: float) -> str:
        """Length between two shares, kept in the drawing."""
        share = min(1.0, max(0.0, end)) - min(1.0, max(0.0, start))
        return f"{share * 100:.3f}%" if self.width is None else f"{share * self.width:.2f}"


def share_of(day: date, start: date, end: date) -> float:
    """0 at `start`, 1 at `end`; outside when the day is outside."""
    return (day - start).days / max(1, (end - start).days)


def table(caption: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> SafeString:
    """Data table of a chart: the first cell of a row is its heading, the others are read alone."""
    body = format_html_join(
        "",
        '<tr><th scope="row">{}</th>{}</tr>',
        (
            (
                row[0],
                format_html_join(
                    "",
                    '<td data-label="{}">{}</td>',
                    zip(heads[1:], row[1:], strict=True),
                ),
            )
            for row in rows
        ),
    )
    return format_html(
        '<table class="table table-dense"><caption>{}</caption><thead><tr>{}</tr></thead>'
        "<tbody>{}</tbody></table>",
        caption,
        format_html_join("", '<th scope="col">{}</th>', ((head,) for head in heads)),
        body,
    )
