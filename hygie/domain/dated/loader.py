"""From the folder of rule files to the rule book, or a refusal that names file and key."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from hygie.domain.dated.book import RuleBook
from hygie.domain.dated.reading import Node, RuleFileError, read_mapping, typed_value
from hygie.domain.dated.values import (
    Action,
    Announced,
    DatedValue,
    Force,
    Help,
    Obligation,
    Parameter,
    Source,
    Strength,
)

RULES_FOLDER = Path(__file__).resolve().parent.parent / "rules"
_KINDS = ("day", "integer", "flag", "month_day", "codes", "code")
_STRENGTHS = tuple(one.value for one in Strength)


@lru_cache(maxsize=8)
def load_book(path: Path | None = None) -> RuleBook:
    """The rule book of a folder (the house's own by default), read once per process.

    Raises RuleFileError, the first one met in the order of the file names.
    """
    return _Reading(path or RULES_FOLDER).book()


class _Reading:
    """One reading of the folder: files are read once, sources and units first."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.contents: dict[str, dict[str, Any]] = {}
        self.sources: dict[str, Source] = {}
        self.units: dict[str, str] = {}

    def book(self) -> RuleBook:
        if not self.folder.is_dir():
            raise RuleFileError(self.folder, "(folder)", "does not exist", "a folder of rules")
        for name in ("sources.yaml", "units.yaml"):
            self._read(self.folder / name)
        self._read_sources()
        self._read_units()
        actions: list[Action] = []
        nodes: list[Node] = []
        parameters: dict[str, Parameter] = {}
        helps: dict[str, Help] = {}
        for file in sorted(self.folder.glob("*/*.yaml")):
            node = self._read(file)
            if file.stem == "action":
                actions.append(_action(node))
            elif file.stem.startswith("obligation_"):
                nodes.append(node)
            elif file.stem.startswith("help_"):
                one = self._help(node)
                helps[one.path] = one
            else:
                parameter = self._parameter(node)
                parameters[parameter.path] = parameter
        obligations = tuple(self._obligation(node, parameters) for node in nodes)
        days = {value.since for one in parameters.values() for value in one.values}
        return RuleBook(
            actions=tuple(sorted(actions, key=lambda one: one.number)),
            obligations=tuple(sorted(obligations, key=lambda one: one.id)),
            parameters=parameters,
            helps=helps,
            fingerprint=_fingerprint(self.contents),
            change_days=tuple(sorted(days)),
        )

    def _read(self, file: Path) -> Node:
        if not file.is_file():
            raise RuleFileError(file, "(file)", "does not exist", "sources.yaml and units.yaml")
        content = read_mapping(file)
        self.contents[file.relative_to(self.folder).as_posix()] = content
        return Node(file.relative_to(self.folder), "", content)

    def _read_sources(self) -> None:
        file = Path("sources.yaml")
        root = Node(file, "", self.contents["sources.yaml"])
        for key in root.content:
            node = root.child(key)
            node.only(required=("title", "force", "published_on"), optional=("href",))
            self.sources[key] = Source(
                text=key,
                title=node.text("title"),
                where="",
                force=Force(node.choice("force", tuple(one.value for one in Force))),
                published_on=node.day("published_on"),
                href=node.text("href", ""),
            )

    def _read_units(self) -> None:
        root = Node(Path("units.yaml"), "", self.contents["units.yaml"])
        for key in root.content:
            node = root.child(key)
            node.only(required=("label", "kind"))
            node.text("label")
            self.units[key] = node.choice("kind", _KINDS)

    def _source(self, node: Node) -> Source:
        if "source" not in node.content:
            raise node.refuse("source", "missing source", "source: {text: …, where: …}")
        inner = node.child("source")
        inner.only(required=("text", "where"))
        text = self.sources[inner.choice("text", tuple(self.sources))]
        return Source(
            text=text.text,
            title=text.title,
            where=inner.text("where"),
            force=text.force,
            published_on=text.published_on,
            href=text.href,
        )

    def _parameter(self, node: Node) -> Parameter:
        node.only(
            required=("label", "unit", "checked_on", "values"),
            optional=("choice", "reason", "strength", "announced"),
        )
        path = node.file.with_suffix("").as_posix()
        unit = node.text("unit")
        if unit not in self.units:
            raise node.refuse("unit", f"unknown unit {unit!r}", ", ".join(sorted(self.units)))
        values = self._values(node, path, self.units[unit])
        checked_on = node.day("checked_on")
        _refuse_unread(node, checked_on, max(one.source.published_on for one in values))
        announced = tuple(
            self._announced(one, self.units[unit]) for one in node.children("announced")
        )
        return Parameter(path, node.text("label"), unit, checked_on, values, announced)

    def _values(self, node: Node, path: str, kind: str) -> tuple[DatedValue, ...]:
        is_choice = node.flag("choice", default=False)
        if is_choice and "reason" not in node.content:
            raise node.refuse("reason", "missing key", "a choice says why, in French")
        if not is_choice and "reason" in node.content:
            raise node.refuse("reason", "given without choice: true", "choice: true beside it")
        values: list[DatedValue] = []
        for one in node.children("values"):
            one.only(required=("since", "value"), optional=("source",))
            since = one.day("since")
            if values and since <= values[-1].since:
                raise one.refuse(
                    "since",
                    f"{since} is not after {values[-1].since}",
                    "oldest first, each day once",
                )
            values.append(
                DatedValue(
                    path=path,
                    since=since,
                    value=typed_value(one, "value", kind),
                    source=self._source(one),
                    label=node.text("label"),
                    is_choice=is_choice,
                    reason=node.text("reason") if is_choice else "",
                    strength=Strength(node.choice("strength", _STRENGTHS, "required")),
                )
            )
        if not values:
            raise node.refuse("values", "empty list", "at least one dated value")
        return tuple(values)

    def _announced(self, node: Node, kind: str) -> Announced:
        node.only(required=("value", "expected"), optional=("source",))
        return Announced(
            typed_value(node, "value", kind), node.text("expected"), self._source(node)
        )

    def _obligation(self, node: Node, parameters: Mapping[str, Parameter]) -> Obligation:
        node.only(
            required=(
                "id", "label", "short_label", "population", "when", "has_deadline", "strength",
                "cutting", "parameters", "checked_on",
            ),
            optional=("source",),
        )  # fmt: skip
        node.choice("cutting", ("hygie",))
        identifier = node.text("id")
        expected = f"obligation_{identifier.replace('.', '')}"
        if node.file.stem != expected or node.file.parent.name != f"action_{identifier[:1]}":
            raise node.refuse(
                "id", f"{identifier!r} does not fit the file name", f"action_N/{expected}.yaml"
            )
        for path in node.texts("parameters"):
            if path not in parameters:
                raise node.refuse("parameters", f"unknown parameter {path!r}", "a parameter file")
        source, checked_on = self._source(node), node.day("checked_on")
        _refuse_unread(node, checked_on, source.published_on)
        return Obligation(
            id=identifier,
            action=int(identifier[0]),
            label=node.text("label"),
            short_label=node.text("short_label"),
            population=node.text("population"),
            when=node.text("when"),
            strength=Strength(node.choice("strength", _STRENGTHS)),
            source=source,
            checked_on=checked_on,
            parameters=node.texts("parameters"),
            has_deadline=node.flag("has_deadline", default=False),
        )

    def _help(self, node: Node) -> Help:
        node.only(required=("title", "introduction", "lines", "checked_on"), optional=("source",))
        source, checked_on = self._source(node), node.day("checked_on")
        _refuse_unread(node, checked_on, source.published_on)
        return Help(
            path=node.file.with_suffix("").as_posix(),
            title=node.text("title"),
            introduction=node.text("introduction"),
            lines=node.texts("lines"),
            source=source,
            checked_on=checked_on,
        )


def _action(node: Node) -> Action:
    node.only(required=("number", "title", "short_label"))
    number = typed_value(node, "number", "integer")
    if not isinstance(number, int) or node.file.parent.name != f"action_{number}":
        raise node.refuse("number", f"{number!r} does not fit the folder", "action_N")
    return Action(number, node.text("title"), node.text("short_label"))


def _refuse_unread(node: Node, checked_on: date, published_on: date) -> None:
    if checked_on < published_on:
        raise node.refuse(
            "checked_on",
            f"{checked_on} is before the last publication ({published_on})",
            "the day someone re-read the text, after its publication",
        )


def _fingerprint(contents: Mapping[str, dict[str, Any]]) -> str:
    canonical = json.dumps(
        contents, sort_keys=True, ensure_ascii=False, default=str, separators=(",", ":")
    )
    return hashlib.sha256(canonical.encode("utf-8")).hexdigest()
