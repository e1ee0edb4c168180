"""Text in the order in which it is drawn: right-to-left words turned round, Arabic letters joined.

A name on paper needs the rules of Unicode's annex 9 without its explicit embeddings: those marks are
taken out. Letters come as the presentation forms that fonts without a shaper can draw.
"""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache

_RIGHT = frozenset({"R", "AL"})
_NUMBERS = frozenset({"EN", "AN", "ES", "CS"})
_MIRROR = str.maketrans("()[]{}<>«»", ")(][}{><»«")
_MARKS = dict.fromkeys((*range(0x200E, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A)))
_LAM, _ALEFS = "\u0644", {"\u0622": 0xFEF5, "\u0623": 0xFEF7, "\u0625": 0xFEF9, "\u0627": 0xFEFB}


@lru_cache(maxsize=4096)
def visual(text: str) -> str:
    """The characters from left to right; the same text when nothing in it runs from the right."""
    if text.isascii() or not any(unicodedata.bidirectional(c) in _RIGHT for c in text):
        return text
    shaped = _joined(text.translate(_MARKS))
    clusters = _clusters(shaped)
    base = next((kind for c in shaped if (kind := _strong(c))), "L")
    kinds = _resolved([_kind(cluster[0]) for cluster in clusters], base)
    runs: list[tuple[str, list[str]]] = []
    for cluster, kind in zip(clusters, kinds, strict=True):
        if runs and runs[-1][0] == kind:
            runs[-1][1].append(cluster)
        else:
            runs.append((kind, [cluster]))
    drawn = [_run(kind, run) for kind, run in runs]
    return "".join(reversed(drawn) if base == "R" else drawn)


def _run(kind: str, clusters: list[str]) -> str:
    """A right-to-left run reversed, the numbers in it as they are read."""
    if kind == "L":
        return "".join(clusters)
    parts: list[str] = []
    number: list[str] = []
    for cluster in clusters:
        if _kind(cluster[0]) == "N":
            number.append(cluster)
            continue
        if number:
            parts.append("".join(number))
            number = []
        parts.append(cluster.translate(_MIRROR))
    if number:
        parts.append("".join(number))
    return "".join(reversed(parts))


def _strong(char: str) -> str:
    kind = unicodedata.bidirectional(char)
    return "R" if kind in _RIGHT else "L" if kind == "L" else ""


def _kind(char: str) -> str:
    """R, L, N for what numbers are made of, or nothing for what takes after its neighbours."""
    return _strong(char) or ("N" if unicodedata.bidirectional(char) in _NUMBERS else "")


def _resolved(kinds: list[str], base: str) -> list[str]:
    """R or L for each: numbers and neutrals go with what is around them, else with the whole."""
    before: list[str] = []
    last = base
    for kind in kinds:
        last = kind if kind in {"R", "L"} else last
        before.append(last)
    after = base
    found: list[str] = []
    for kind, earlier in zip(reversed(kinds), reversed(before), strict=True):
        after = kind if kind in {"R", "L"} else after
        if kind == "N":
            found.append(earlier)
        else:
            found.append(kind or (after if after == earlier else base))
    return found[::-1]


def _clusters(text: str) -> list[str]:
    """Letters with the marks that sit on them."""
    found: list[str] = []
    for char in text:
        if found and unicodedata.combining(char):
            found[-1] += char
        else:
            found.append(char)
    return found


@cache
def _forms() -> dict[str, dict[str, str]]:
    """Letter → form → the character that is drawn for it, from Unicode's own decompositions."""
    table: dict[str, dict[str, str]] = {}
    for code in (*range(0xFB50, 0xFBFF), *range(0xFE80, 0xFEFD)):
        parts = unicodedata.decomposition(chr(code)).split()
        if len(parts) == 2:
            table.setdefault(chr(int(parts[1], 16)), {})[parts[0].strip("<>")] = chr(code)
    return table


def _joined(text: str) -> str:
    """Each Arabic letter in the form that its neighbours ask for; lam and alef as one."""
    forms = _forms()
    letters = [i for i, c in enumerate(text) if not unicodedata.combining(c)]
    out = list(text)
    place = {index: n for n, index in enumerate(letters)}

    def neighbour(index: int, step: int) -> str:
        n = place[index] + step
        return text[letters[n]] if 0 <= n < len(letters) else ""

    for index in letters:
        char = text[index]
        known = forms.get(char)
        if known is None:
            continue
        left = forms.get(neighbour(index, -1), {})
        right = forms.get(neighbour(index, 1), {})
        joins_before = "initial" in left and "final" in known
        joins_after = "initial" in known and "final" in right
        if char in _ALEFS and neighbour(index, -1) == _LAM:
            out[index] = ""
            continue
        if char == _LAM and neighbour(index, 1) in _ALEFS:
            out[index] = chr(_ALEFS[neighbour(index, 1)] + joins_before)
            continue
        form = {
            (False, False): "isolated",
            (False, True): "initial",
            (True, True): "medial",
            (True, False): "final",
        }[joins_before, joins_after]
        out[index] = known.get(form, char)
    return "".join(out)
