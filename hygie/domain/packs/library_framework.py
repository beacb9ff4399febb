"""A framework of a library as the values of a pack: its tree, scale, groups and measures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hygie.domain.packs.checks import Path_
from hygie.domain.packs.library_node import NodeReader
from hygie.domain.packs.library_scale import read_scale
from hygie.domain.packs.losses import Losses
from hygie.domain.packs.own import Lines
from hygie.domain.packs.shape import PackRefused, Problem
from hygie.domain.packs.text_file import TextFile

KNOWN = frozenset(
    ("urn", "ref_id", "name", "description", "requirement_nodes", "min_score", "max_score",
     "scores_definition", "implementation_groups_definition", "translations", "locale",
     "annotation")
)  # fmt: skip
GROUP_KNOWN = frozenset(("ref_id", "name", "description", "default_selected", "translations"))
TITLE, ISSUER, VERSION, LICENCE, NOTICE, GROUP_CODE = 300, 120, 20, 300, 2000, 160
MAX_TREE = 60
UNKNOWN_LICENCE = "non précisée dans le fichier"


@dataclass(frozen=True, slots=True)
class Framework:
    """A framework in its file. `controls`: reference controls of the library, by URN."""

    said: Mapping[str, Any]
    path: Path_
    controls: Mapping[str, Mapping[str, Any]]
    locale: str
    own_locale: str

    def text(self, one: Mapping[str, Any], key: str) -> str:
        """A text in the language asked for, else in that of the file."""
        translations = one.get("translations")
        if self.locale != self.own_locale and isinstance(translations, dict):
            there = translations.get(self.locale)
            if isinstance(there, dict) and there.get(key):
                return str(there[key]).strip()
        return str(one.get(key) or "").strip()


def framework_said(
    library: Mapping[str, Any], framework: Framework, file: TextFile, losses: Losses
) -> tuple[dict[str, Any], list[int]]:
    """The values of a pack, not checked yet, and the rank of the node of each measure.

    Raises `PackRefused`: "library_key_missing", "library_wrong_type", "id_twice", "cycle",
    "tree_too_deep", "unknown_scale".
    """
    said, path = framework.said, framework.path
    nodes = _nodes(framework, Lines(file))
    for key in sorted(set(said) - KNOWN):
        losses.add("unknown_field", str(said.get("ref_id") or ""), (*path, key), field=key)
    scales = read_scale(framework, losses)
    groups = _groups(framework, losses)
    parents = _parents(nodes, path, Lines(file), losses)
    reader = NodeReader(framework, nodes, parents, scales, {one["id"] for one in groups}, losses)
    measures, sources = reader.measures(Lines(file))
    label = framework.text(said, "name") or str(said.get("ref_id") or library["ref_id"])
    described = framework.text(said, "description")
    licence = str(library.get("copyright") or "").strip() or UNKNOWN_LICENCE
    values = {
        "id": str(said.get("urn") or library["urn"]),
        "title": label[:TITLE],
        "issuer": (str(library.get("provider") or "").strip() or "non précisé")[:ISSUER],
        "version": str(library["version"])[:VERSION],
        "date": str(library.get("publication_date") or "")[:10],
        "licence": licence[:LICENCE],
        "is_official": False,
        "demonstration": False,
        "notice": described[:NOTICE],
        "target_level": None,
        "scale": scales.main,
        "groups": groups,
        "measures": measures,
    }
    for key, text, most in (
        ("copyright", licence, LICENCE), ("name", label, TITLE), ("description", described, NOTICE),
    ):  # fmt: skip
        if len(text) > most:
            losses.add("text_cut", label[:80], path, field=key, kept=most)
    return values, sources


def _nodes(framework: Framework, lines: Lines) -> Sequence[Mapping[str, Any]]:
    """The nodes, each a mapping with its own URN."""
    nodes, path = framework.said.get("requirement_nodes"), framework.path
    if nodes is None:
        data = {"key": "requirement_nodes"}
        raise PackRefused([lines.place("library_key_missing", path, data)])
    if not isinstance(nodes, list):
        data = {"key": "requirement_nodes"}
        raise PackRefused([lines.place("library_wrong_type", (*path, "requirement_nodes"), data)])
    problems: list[Problem] = []
    seen: dict[str, int] = {}
    for rank, node in enumerate(nodes):
        here = (*path, "requirement_nodes", rank)
        urn = node.get("urn") if isinstance(node, dict) else None
        if not isinstance(urn, str) or not urn.strip():
            problems.append(lines.place("library_key_missing", here, {"key": "urn"}))
        elif urn in seen:
            first = lines.file.line_of((*path, "requirement_nodes", seen[urn]))
            problems.append(lines.place("id_twice", here, {"id": urn, "first": first}))
        else:
            seen[urn] = rank
    if problems:
        raise PackRefused(problems)
    return nodes


def _parents(
    nodes: Sequence[Mapping[str, Any]], path: Path_, lines: Lines, losses: Losses
) -> list[int | None]:
    """Rank of the parent of each node. A parent that is not there: the node is a root, and said."""
    ranks = {node["urn"]: rank for rank, node in enumerate(nodes)}
    parents: list[int | None] = []
    for rank, node in enumerate(nodes):
        above = str(node.get("parent_urn") or "")
        if above and above not in ranks:
            here = (*path, "requirement_nodes", rank)
            losses.add("parent_unknown", str(node["urn"]), here, parent=above)
        parents.append(ranks.get(above) if above else None)
    _refuse_cycles(nodes, parents, path, lines)
    return parents


def _refuse_cycles(
    nodes: Sequence[Mapping[str, Any]], parents: Sequence[int | None], path: Path_, lines: Lines
) -> None:
    """Each node is walked once. `depth`: 0 before, -1 on the way, then 1 for a root and so on."""
    depth = [0] * len(nodes)
    for start in range(len(nodes)):
        way: list[int] = []
        here: int | None = start
        while here is not None and depth[here] == 0:
            depth[here] = -1
            way.append(here)
            here = parents[here]
        if here is not None and depth[here] == -1:
            loop = way[way.index(here) :]
            data = {"nodes": [str(nodes[rank]["urn"]) for rank in loop[:10]]}
            raise PackRefused([lines.place("cycle", (*path, "requirement_nodes", loop[0]), data)])
        above = 0 if here is None else depth[here]
        for rank in reversed(way):
            above = depth[rank] = above + 1
            if above > MAX_TREE:
                at, data_ = (*path, "requirement_nodes", rank), {"most": MAX_TREE}
                raise PackRefused([lines.place("tree_too_deep", at, data_)])


def _groups(framework: Framework, losses: Losses) -> list[dict[str, Any]]:
    """The implementation groups; a code given twice is kept once, and said."""
    path = (*framework.path, "implementation_groups_definition")
    listed = framework.said.get("implementation_groups_definition") or []
    groups: dict[str, dict[str, Any]] = {}
    for rank, one in enumerate(listed if isinstance(listed, list) else []):
        code = str(one.get("ref_id") or "").strip() if isinstance(one, dict) else ""
        if not code or code in groups:
            losses.add("group_left", code or str(rank + 1), (*path, rank))
            continue
        for key in sorted(set(one) - GROUP_KNOWN):
            losses.add("unknown_field", code, (*path, rank), field=key)
        group: dict[str, Any] = {
            "id": code[:GROUP_CODE],
            "name": (framework.text(one, "name") or code)[:TITLE],
            "default": bool(one.get("default_selected")),
        }
        if description := framework.text(one, "description"):
            group["description"] = description
        groups[code] = group
    return list(groups.values())
