"""A CISO Assistant library read as packs and links between frameworks, with what cannot be kept.

The format is known from its public files; nothing of it is guessed silently: each thing left out
is a `Loss` that names its node.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from hygie.domain.packs.checks import Path_, check_pack
from hygie.domain.packs.library_framework import Framework, framework_said
from hygie.domain.packs.library_node import node_code
from hygie.domain.packs.losses import Loss, Losses
from hygie.domain.packs.own import Lines
from hygie.domain.packs.shape import Pack, PackRefused, Problem
from hygie.domain.packs.text_file import TextFile

NEEDED = ("urn", "locale", "ref_id", "objects", "version")
KNOWN = frozenset(
    (*NEEDED, "name", "description", "copyright", "publication_date", "provider", "packager",
     "translations", "dependencies", "labels", "annotation", "convert_library_version")
)  # fmt: skip
FRAMEWORKS = ("framework", "frameworks")
MAPPINGS = ("requirement_mapping_set", "requirement_mapping_sets")
CONTROLS = "reference_controls"
READ = frozenset((*FRAMEWORKS, *MAPPINGS, CONTROLS))
RELATIONSHIPS = frozenset(("equal", "subset", "superset", "intersect"))


@dataclass(frozen=True, slots=True)
class MappingSet:
    """Links between the nodes of two frameworks. `rows`: source id, target id, relationship."""

    id: str
    title: str
    source: str
    target: str
    rows: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Library:
    """What a library holds for Hygie. `held`: how many objects of each kind its file has."""

    id: str
    title: str
    provider: str
    packs: tuple[Pack, ...]
    mappings: tuple[MappingSet, ...]
    losses: tuple[Loss, ...]
    held: Mapping[str, int] = field(default_factory=dict)


def read_library(file: TextFile, *, locale: str = "fr") -> Library:
    """The packs and links of a library, in `locale` where a translation is given.

    Raises `PackRefused`: "library_key_missing", "library_wrong_type", "library_without_framework"
    (data: what it holds), "cycle", "id_twice", "unknown_scale", those of `check_pack`.
    """
    said, places = file.data, Lines(file)
    _refuse_head(said, places)
    objects, losses = said["objects"], Losses(file)
    for key in sorted(set(said) - KNOWN):
        losses.add("unknown_field", key, (key,), field=key)
    listed = _listed(objects, (CONTROLS,), places)
    controls = {one["urn"]: one for one, _ in listed if isinstance(one.get("urn"), str)}
    packs = tuple(
        _pack(said, Framework(one, path, controls, locale, str(said["locale"])), file, losses)
        for one, path in _listed(objects, FRAMEWORKS, places)
    )
    mappings = tuple(
        _mapping(one, path, losses) for one, path in _listed(objects, MAPPINGS, places)
    )
    held = {key: _count(value) for key, value in objects.items()}
    if not packs and not mappings:
        raise PackRefused([Problem("library_without_framework", data={"held": held})])
    for key, value in objects.items():
        if key not in READ or (key == CONTROLS and not packs):
            _leave(key, value, losses)
    return Library(
        id=str(said["urn"]),
        title=str(said.get("name") or said["ref_id"]),
        provider=str(said.get("provider") or ""),
        packs=tuple(with_links(pack, mappings) for pack in packs),
        mappings=mappings,
        losses=losses.found(),
        held=held,
    )


def _refuse_head(said: Mapping[str, Any], places: Lines) -> None:
    lacking = [key for key in NEEDED if key not in said]
    if lacking:
        raise PackRefused(
            [places.place("library_key_missing", (), {"key": key}) for key in lacking]
        )
    if not isinstance(said["objects"], dict):
        raise PackRefused([places.place("library_wrong_type", ("objects",), {"key": "objects"})])


def _listed(
    objects: Mapping[str, Any], keys: tuple[str, ...], places: Lines
) -> Iterator[tuple[Mapping[str, Any], Path_]]:
    """Objects under these keys, given alone or in a list, with their path."""
    for key in keys:
        value = objects.get(key)
        if value is None:
            continue
        alone = isinstance(value, dict)
        for rank, one in enumerate([value] if alone else value if isinstance(value, list) else [0]):
            path: Path_ = ("objects", key) if alone else ("objects", key, rank)
            if not isinstance(one, dict):
                raise PackRefused([places.place("library_wrong_type", path, {"key": key})])
            yield one, path


def _count(value: Any) -> int:
    return len(value) if isinstance(value, list) else 1


def _leave(key: str, value: Any, losses: Losses) -> None:
    """Objects that Hygie has no use for, one by one."""
    for rank, one in enumerate(value if isinstance(value, list) else [value]):
        named = one if isinstance(one, dict) else {}
        path: Path_ = ("objects", key, rank) if isinstance(value, list) else ("objects", key)
        label = str(named.get("name") or named.get("ref_id") or named.get("urn") or key)
        losses.add("object_left", label, path, kind=key)


def _pack(library: Mapping[str, Any], framework: Framework, file: TextFile, losses: Losses) -> Pack:
    """One framework checked as any pack is; its faults are placed at their node."""
    said, sources = framework_said(library, framework, file, losses)
    return check_pack(said, _Nodes(Lines(file), framework.path, sources))


@dataclass(frozen=True, slots=True)
class _Nodes:
    """Places of what was made from nodes: the line of the node."""

    lines: Lines
    path: Path_
    sources: list[int]

    def place(self, code: str, path: Path_, data: Mapping[str, Any]) -> Problem:
        at = self.path
        if len(path) > 1 and path[0] == "measures" and isinstance(path[1], int):
            at = (*at, "requirement_nodes", self.sources[path[1]])
        return self.lines.place(code, at, data)


def _mapping(said: Mapping[str, Any], path: Path_, losses: Losses) -> MappingSet:
    rows = []
    listed = said.get("requirement_mappings")
    for rank, row in enumerate(listed if isinstance(listed, list) else []):
        here = (*path, "requirement_mappings", rank)
        source, target = (
            (row.get("source_requirement_urn"), row.get("target_requirement_urn"))
            if isinstance(row, dict)
            else (None, None)
        )
        if not isinstance(source, str) or not isinstance(target, str):
            losses.add("mapping_incomplete", str(rank + 1), here)
            continue
        relationship = str(row.get("relationship") or "")
        if relationship not in RELATIONSHIPS:
            losses.add("relationship_unknown", node_code(source), here, value=relationship)
        rows.append((node_code(source), node_code(target), relationship))
        for key in ("rationale", "strength_of_relationship", "annotation"):
            if row.get(key):
                losses.add("mapping_detail", node_code(source), here, field=key)
    return MappingSet(
        id=str(said.get("urn") or said.get("ref_id") or ""),
        title=str(said.get("name") or said.get("ref_id") or ""),
        source=str(said.get("source_framework_urn") or ""),
        target=str(said.get("target_framework_urn") or ""),
        rows=tuple(rows),
    )


def with_links(pack: Pack, mappings: tuple[MappingSet, ...]) -> Pack:
    """The pack with the links of the mappings where it is the source or the target."""
    links: dict[str, list[dict[str, str]]] = {}
    back = {"subset": "superset", "superset": "subset"}
    for mapping in mappings:
        for source, target, said in mapping.rows:
            known = said if said in RELATIONSHIPS else "other"
            if mapping.source == pack.id:
                link = {"framework": mapping.target, "ref": target, "relationship": known}
                links.setdefault(source, []).append(link)
            elif mapping.target == pack.id:
                known = back.get(known, known)
                link = {"framework": mapping.source, "ref": source, "relationship": known}
                links.setdefault(target, []).append(link)
    if not links:
        return pack
    measures = tuple(
        {**one, "links": [*one.get("links", ()), *links[one["id"]]]} if one["id"] in links else one
        for one in pack.measures
    )
    return replace(pack, measures=measures)
