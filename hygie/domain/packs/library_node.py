"""The nodes of a framework as measures, each with its place in the tree."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from hygie.domain.packs.library_questions import read_questions
from hygie.domain.packs.library_scale import Scales, named_scale
from hygie.domain.packs.losses import Losses
from hygie.domain.packs.own import Lines

if TYPE_CHECKING:
    from hygie.domain.packs.library_framework import Framework

KNOWN = frozenset(
    ("urn", "assessable", "depth", "ref_id", "name", "description", "parent_urn", "weight",
     "implementation_groups", "annotation", "typical_evidence", "reference_controls", "threats",
     "min_score", "max_score", "scores_definition_ref", "display_mode", "questions",
     "translations")
)  # fmt: skip
# Kept nowhere: said at each node that has one.
LEFT = ("threats", "display_mode", "min_score", "max_score")
ID, LINE, NUMBER, SECTION, TITLE, HINT = 160, 300, 60, 1000, 160, 4000
BETWEEN = " › "
# What may come before its number in the name of a node.
PARTS = (
    "(?:article|chapitre|chapter|section|partie|part|annexe|annex|objectif|objective|domaine|domain"
    "|exigence|requirement|mesure|control|règle|rule|principe|principle)"
)


class NodeReader:
    """Reads the nodes of one framework, whose tree is already sound."""

    def __init__(
        self,
        framework: Framework,
        nodes: Sequence[Mapping[str, Any]],
        parents: Sequence[int | None],
        scales: Scales,
        groups: set[str],
        losses: Losses,
    ) -> None:
        self.framework, self.nodes, self.parents = framework, nodes, parents
        self.scales, self.groups, self.losses = scales, groups, losses
        self.labels = [self._label(node) for node in nodes]
        self.tops = self._tops()

    def measures(self, lines: Lines) -> tuple[list[dict[str, Any]], list[int]]:
        """The measures in the order of the file, and the rank of the node of each."""
        found, sources = [], []
        for rank, node in enumerate(self.nodes):
            for key in sorted(set(node) - KNOWN):
                self._lose("unknown_field", rank, field=key)
            if node.get("assessable"):
                found.append(self._measure(rank, node, lines))
                sources.append(rank)
            else:
                self._heading(rank, node)
        return found, sources

    def _path(self, rank: int) -> tuple[str | int, ...]:
        return (*self.framework.path, "requirement_nodes", rank)

    def _lose(self, code: str, rank: int, **data: Any) -> None:
        self.losses.add(code, node_code(self.nodes[rank]["urn"]), self._path(rank), **data)

    def _label(self, node: Mapping[str, Any]) -> str:
        """The node in one line: its number, then its name or the start of its text."""
        number = str(node.get("ref_id") or "").strip()
        name = " ".join(self.framework.text(node, "name").split())
        first = self.framework.text(node, "description").split("\n", 1)[0]
        words = name or " ".join(first.split())
        whole = words if number and _begins_with(words, number) else f"{number} {words}".strip()
        return shortened(whole or node_code(node["urn"]), TITLE)

    def _above(self, rank: int) -> Iterator[int]:
        """Ranks of the ancestors, the nearest first."""
        above = self.parents[rank]
        while above is not None:
            yield above
            above = self.parents[above]

    def _tops(self) -> set[int]:
        """Nodes that name nothing: the single roots above everything, one under the other."""
        children: dict[int | None, list[int]] = {}
        for rank, above in enumerate(self.parents):
            children.setdefault(above, []).append(rank)
        tops: set[int] = set()
        level = children.get(None, [])
        while len(level) == 1 and not self.nodes[level[0]].get("assessable"):
            below = children.get(level[0], [])
            if not any(children.get(one) for one in below):
                break
            tops.add(level[0])
            level = below
        return tops

    def _measure(self, rank: int, node: Mapping[str, Any], lines: Lines) -> dict[str, Any]:
        text = self.framework.text
        above = [self.labels[one] for one in self._above(rank) if one not in self.tops][::-1]
        name, description = text(node, "name"), text(node, "description")
        line = lines.file.line_of(self._path(rank))
        number = str(node.get("ref_id") or "").strip()
        title = " ".join(name.split()) or " ".join(description.split("\n", 1)[0].split())
        measure: dict[str, Any] = {
            "id": node_code(node["urn"]),
            "title": shortened(title or number or node_code(node["urn"]), TITLE),
            "theme": above[0] if above else shortened(self._framework_name(), LINE),
            "question": _question(name, description, number) or node_code(node["urn"]),
        }
        optional = {
            "number": number[:NUMBER],
            "section": BETWEEN.join(above[1:])[:SECTION],
            "help": text(node, "annotation"),
            "evidence_hints": self._hints(node),
            "groups": self._groups(rank, node),
            "weight": self._weight(rank, node),
            "controls": self._controls(rank, node),
            "levels": self._levels(rank, node, line),
            "questions": read_questions(node, lambda code, **data: self._lose(code, rank, **data)),
        }
        for key in LEFT:
            if node.get(key) not in (None, "", []):
                self._lose("field_left", rank, field=key)
        return measure | {key: value for key, value in optional.items() if value}

    def _framework_name(self) -> str:
        said = self.framework.said
        return self.framework.text(said, "name") or str(said.get("ref_id") or "")

    def _heading(self, rank: int, node: Mapping[str, Any]) -> None:
        """A node that asks nothing: its label is kept as a theme or a section, its text is not."""
        name, description = (self.framework.text(node, key) for key in ("name", "description"))
        if description and (name or self.labels[rank].endswith("…")):
            self._lose("heading_text", rank, field="description")
        for key in ("annotation", "typical_evidence", "questions", "reference_controls", *LEFT):
            if node.get(key):
                self._lose("field_left", rank, field=key)

    def _hints(self, node: Mapping[str, Any]) -> list[str]:
        said = self.framework.text(node, "typical_evidence")
        return [one.strip()[:HINT] for one in said.split("\n") if one.strip()][:50]

    def _groups(self, rank: int, node: Mapping[str, Any]) -> list[str]:
        said = node.get("implementation_groups") or []
        asked = [str(one).strip() for one in (said if isinstance(said, list) else [said])]
        for one in asked:
            if one not in self.groups:
                self._lose("group_unknown", rank, group=one)
        return list(dict.fromkeys(one for one in asked if one in self.groups))

    def _weight(self, rank: int, node: Mapping[str, Any]) -> int | float | None:
        weight = node.get("weight")
        if weight is None:
            return None
        if (
            isinstance(weight, bool)
            or not isinstance(weight, int | float)
            or not 0 < weight <= 1000
        ):
            self._lose("weight_left", rank, value=str(weight))
            return None
        return weight

    def _controls(self, rank: int, node: Mapping[str, Any]) -> list[dict[str, str]]:
        """Reference controls of the same file, by name; those of another file, by their code."""
        found = []
        said = node.get("reference_controls") or []
        for urn in said if isinstance(said, list) else []:
            control = self.framework.controls.get(str(urn))
            code = str(urn).rsplit(":", 1)[-1]
            if control is None:
                self._lose("control_elsewhere", rank, control=code)
                found.append({"ref": code[:LINE], "name": code[:LINE]})
                continue
            name = self.framework.text(control, "name") or code
            entry = {"ref": str(control.get("ref_id") or code)[:LINE], "name": name[:LINE]}
            for key in ("category", "description"):
                if text := self.framework.text(control, key):
                    entry[key] = text
            found.append(entry)
        return found

    def _levels(self, rank: int, node: Mapping[str, Any], line: int | None) -> list[dict[str, Any]]:
        """What each score means for this node, when it asks for another scale than the main one."""
        main = {row["value"] for row in self.scales.main}
        levels = []
        for row in named_scale(self.scales, node, line):
            if row["value"] not in main:
                self._lose("level_outside_scale", rank, value=row["value"])
                continue
            statement = BETWEEN.join(filter(None, (row["label"], row.get("description", ""))))
            levels.append({"value": row["value"], "statement": statement})
        return levels


def _begins_with(words: str, number: str) -> bool:
    """Whether the words say their number first: « 1.1 Gouverner » and not « 1.10 Gouverner »."""
    said = rf"\W*(?:{PARTS}\s+)?{re.escape(number)}(?!\w|\.\w|-\d)"
    return re.match(said, words, re.IGNORECASE) is not None


def _question(name: str, description: str, number: str) -> str:
    """The whole text asked; the name too when the title had to cut it."""
    if len(name) > TITLE and description:
        return f"{name}\n\n{description}"
    return description or name or number


def node_code(urn: str) -> str:
    """Id of a node inside its framework: what follows the framework's name in its URN."""
    tail = str(urn).split(":req_node:", 1)[-1]
    code = (tail.split(":", 1)[1] if ":" in tail else tail).strip() or str(urn).strip()
    if len(code) <= ID:
        return code
    return f"{code[: ID - 17]}~{hashlib.sha256(code.encode()).hexdigest()[:16]}"


def shortened(text: str, most: int) -> str:
    """The text in at most `most` characters, cut at a word, « … » said."""
    if len(text) <= most:
        return text
    return f"{text[: most - 1].rsplit(' ', 1)[0]}…"
