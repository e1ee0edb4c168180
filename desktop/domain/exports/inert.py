"""Text that a spreadsheet must not take for a formula."""

from __future__ import annotations

_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "＝", "＋", "－", "＠")
"""What spreadsheets begin a formula with, typed in either width; the bar calls programs in old ones."""


def inert(text: str) -> str:
    """The text with an apostrophe before it where it would be calculated, else unchanged.

    Control characters, which no spreadsheet can show, are taken out; tabs and line breaks stay.
    """
    if text.isprintable() and text[:1].isalnum():
        return text
    kept = "".join(c for c in text if c in "\t\r\n" or (c >= " " and c != "\x7f"))
    first = kept.lstrip(" \u00a0\u200b\ufeff")
    return f"'{kept}" if first.startswith(_STARTS) else kept


def plain(text: str) -> str:
    """What `inert` was given, read back."""
    return text[1:] if text.startswith("'") and inert(text[1:]) == text else text
