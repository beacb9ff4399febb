"""Pages obey the strict content policy: nothing inline, nothing from outside, always escaped."""

import ast
import re

from tests.architecture.house import listed, python_files, room_of, short, templates

COMMENT = re.compile(r"{#.*?#}|{%\s*comment\b.*?%}.*?{%\s*endcomment\s*%}|<!--.*?-->", re.DOTALL)
TAG = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)
ELEMENT = re.compile(r"<[a-zA-Z][^<>]*>", re.DOTALL)
SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script>", re.DOTALL | re.IGNORECASE)
ATTRIBUTES = {
    "style attribute": re.compile(r"[\s\"']style\s*=", re.IGNORECASE),
    "on… attribute": re.compile(r"[\s\"']on[a-z]+\s*=", re.IGNORECASE),
    "hx-on": re.compile(r"\shx-on[:=\-]", re.IGNORECASE),
    "javascript: address": re.compile(r"=\s*[\"']?\s*javascript:", re.IGNORECASE),
}
OUTSIDE = re.compile(
    r"<(?:script|img|iframe|source|video|audio|embed|object|use|image)\b[^<>]*"
    r"(?:src|srcset|href|data)\s*=\s*[\"']?\s*(?:https?:)?//|<link\b[^<>]*href\s*=\s*[\"']?\s*(?:https?:)?//",
    re.IGNORECASE,
)
UNESCAPED = re.compile(r"\|\s*safe(?:seq)?\b|{%-?\s*autoescape\s+off")
# Templates where |safe is right, with the reason. Nothing a person typed may pass there.
SAFE_ALLOWED: dict[str, str] = {}
# mark_safe belongs to the components, which escape what they are given.
MARK_SAFE_ROOMS = {"web"}
STYLE_IN_MARKUP = re.compile(r"<\w[^<>]*\sstyle\s*=", re.IGNORECASE)


def page_faults(source: str) -> list[str]:
    """What a template holds that the content policy or the network rule forbids."""
    text = COMMENT.sub("", source)
    faults = ["|safe or autoescape off"] if UNESCAPED.search(text) else []
    markup = TAG.sub("x", text)
    if OUTSIDE.search(markup):
        faults.append("something loaded from outside")
    for attributes, body in SCRIPT.findall(markup):
        is_data = re.search(r"type\s*=\s*[\"']application/(?:ld\+)?json", attributes)
        if body.strip() and not is_data:
            faults.append("inline script")
    if re.search(r"<style\b", markup, re.IGNORECASE):
        faults.append("inline style element")
    for element in ELEMENT.findall(markup):
        bare = re.sub(r"=\s*\"[^\"]*\"|=\s*'[^']*'", lambda m: m[0][:2] + m[0][-1], element)
        faults += [name for name, pattern in ATTRIBUTES.items() if pattern.search(bare)]
        if ATTRIBUTES["javascript: address"].search(element):
            faults.append("javascript: address")
    return faults


def markup_faults(room: str, source: str) -> list[str]:
    """Python that writes inline styles into markup, or trusts markup outside the components."""
    faults = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if STYLE_IN_MARKUP.search(node.value):
                faults.append(f"{node.lineno}: style attribute in markup")
        elif isinstance(node, ast.Call) and room not in MARK_SAFE_ROOMS:
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name in {"mark_safe", "SafeString"}:
                faults.append(f"{node.lineno}: {name}")
    return faults


def test_pages_hold_nothing_inline_and_nothing_from_outside() -> None:
    faults = [
        f"{short(path)}: {fault}"
        for path in templates()
        for fault in page_faults(path.read_text("utf-8"))
        if not (fault.startswith("|safe") and short(path) in SAFE_ALLOWED)
    ]
    assert not faults, listed(faults)


def test_markup_made_in_python_is_escaped() -> None:
    faults = [
        f"{short(path)}:{fault}"
        for path in python_files()
        for fault in markup_faults(room_of(path), path.read_text("utf-8"))
    ]
    assert not faults, listed(faults)


def test_allowances_are_used() -> None:
    assert set(SAFE_ALLOWED) <= {short(path) for path in templates()}


def test_the_page_check_can_fail() -> None:
    bad = {
        "<script>go()</script>": "inline script",
        "<style>p{}</style>": "inline style element",
        '<p class="a" style="color:red">': "style attribute",
        "<button onclick='go()'>": "on… attribute",
        '<p hx-on:click="go()">': "hx-on",
        '<a href="javascript:go()">': "javascript: address",
        '<script src="https://cdn.example/a.js"></script>': "something loaded from outside",
        '<link rel="stylesheet" href="//cdn.example/a.css">': "something loaded from outside",
        "{{ note|safe }}": "|safe or autoescape off",
        "{% autoescape off %}{{ note }}{% endautoescape %}": "|safe or autoescape off",
    }
    for page, fault in bad.items():
        assert fault in page_faults(page), page


def test_the_page_check_lets_good_pages_through() -> None:
    good = (
        '<script src="{% static "web/htmx.js" %}"></script>',
        '<a href="https://esante.gouv.fr" rel="noopener">site</a>',
        "{% if style == 1 %}<p class='on'>once = 1</p>{% endif %}",
        "{# <p style='a'> #}",
        '<p title="le style = clair, onglet=1">',
        '<script type="application/json">{"a": 1}</script>',
    )
    for page in good:
        assert page_faults(page) == [], page


def test_the_markup_check_can_fail() -> None:
    code = "text = mark_safe('<b style=\"color:red\">')\n"
    assert sorted(markup_faults("audits", code)) == [
        "1: mark_safe",
        "1: style attribute in markup",
    ]
    assert markup_faults("web", "mark_safe('<b>')") == []
