"""Charts drawn by the server as SVG, each with its data table; the same drawing goes in PDFs.

Texts are escaped by ElementTree; no style attribute is written (strict CSP): classes take the
colours of the page, presentation attributes keep the drawing right in a file of its own.
"""

from hygie.web.charts.bars import Bar, StackedBar, bars, bars_table, stacked_bars, stacked_table
from hygie.web.charts.frise import (
    Deadline,
    Interval,
    Strip,
    Window,
    frise,
    frise_legend,
    frise_table,
    strip_svg,
)
from hygie.web.charts.frise_sheet import frise_sheet
from hygie.web.charts.heat_map import HeatRow, heat_map, heat_table
from hygie.web.charts.lines import Line, lines, lines_table
from hygie.web.charts.marks import pattern_defs

__all__ = [
    "Bar",
    "Deadline",
    "HeatRow",
    "Interval",
    "Line",
    "StackedBar",
    "Strip",
    "Window",
    "bars",
    "bars_table",
    "frise",
    "frise_legend",
    "frise_sheet",
    "frise_table",
    "heat_map",
    "heat_table",
    "lines",
    "lines_table",
    "pattern_defs",
    "stacked_bars",
    "stacked_table",
    "strip_svg",
]
