"""What a name, an e-mail address, a mobile number, a label may look like; each check returns it cleaned.

Every check takes the field's name for the refusal: Invalid with a text that follows the name.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from desktop.base.errors import Invalid, invalid

NAME, LABEL, TEXT, URL, EMAIL = 100, 100, 5000, 2048, 254
MANY_LABELS = 50
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
_MOBILE = re.compile(r"\+?[0-9]{6,15}")
_MOBILE_NOISE = re.compile(r"[\s().\-/]")
_LOCALE = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8}){0,3}")
_OLDEST = dt.date(1900, 1, 1)


def line(field: str, value: str | None, longest: int = NAME, *, needed: bool = False) -> str | None:
    """One line of text without control characters; blank becomes None, or Invalid when needed."""
    text = unicodedata.normalize("NFC", value or "").strip()
    if not text:
        if needed:
            raise invalid(field, "can't be blank")
        return None
    if any(unicodedata.category(char) in {"Cc", "Cs"} for char in text):
        raise invalid(field, "contains characters that cannot be shown")
    if len(text) > longest:
        raise invalid(field, f"is too long (maximum is {longest} characters)")
    return text


def prose(field: str, value: str | None, longest: int = TEXT) -> str | None:
    """Text that may have line breaks and tabs."""
    text = (value or "").strip()
    if any(unicodedata.category(c) in {"Cc", "Cs"} and c not in "\n\r\t" for c in text):
        raise invalid(field, "contains characters that cannot be shown")
    if len(text) > longest:
        raise invalid(field, f"is too long (maximum is {longest} characters)")
    return text or None


def email(field: str, value: str | None) -> str | None:
    """Lower case, because a login compares it so."""
    text = line(field, value, EMAIL)
    if text is not None and not _EMAIL.fullmatch(text):
        raise invalid(field, "is invalid")
    return None if text is None else text.lower()


def mobile(field: str, value: str | None) -> str | None:
    """Digits with an optional plus, without the spaces and brackets that people type."""
    text = line(field, value, LABEL)
    if text is None:
        return None
    bare = _MOBILE_NOISE.sub("", text)
    if not _MOBILE.fullmatch(bare):
        raise invalid(field, "is invalid")
    return bare


def birthday(field: str, value: str | None) -> str | None:
    text = line(field, value, LABEL)
    if text is None:
        return None
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        raise invalid(field, "is not a date (write it as 1990-12-31)") from None
    if day < _OLDEST:
        raise invalid(field, "is too long ago")
    return day.isoformat()


def locale(field: str, value: str | None) -> str | None:
    text = line(field, value, LABEL)
    if text is not None and not _LOCALE.fullmatch(text):
        raise invalid(field, "is invalid")
    return text


def url(field: str, value: str | None) -> str | None:
    """An address of the web; a picture is never a script."""
    text = line(field, value, URL)
    if text is None:
        return None
    try:
        parts = urlsplit(text)
    except ValueError:
        raise invalid(field, "is invalid") from None
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise invalid(field, "is not an address (it starts with http:// or https://)")
    return text


def labels(field: str, values: Iterable[str] | None) -> list[str]:
    """Names without doubles, in the order given; one empty element empties the list."""
    named = (line(field, value, LABEL) for value in values or ())
    found = list(dict.fromkeys(name for name in named if name is not None))
    if len(found) > MANY_LABELS:
        raise invalid(field, f"has too many names (maximum is {MANY_LABELS})")
    return found


PERSON = {
    "first_name": line,
    "last_name": line,
    "email": email,
    "mobile": mobile,
    "dob": birthday,
    "locale": locale,
    "icon_url": url,
}
"""How each field that a person may change is checked."""


def person(values: Mapping[str, Any]) -> dict[str, Any]:
    """The sent fields of PERSON, checked; one Invalid names every field that is wrong."""
    cleaned: dict[str, Any] = {}
    wrong: dict[str, list[str]] = {}
    for field, value in values.items():
        try:
            cleaned[field] = PERSON[field](field, value)
        except Invalid as refused:
            wrong.update(refused.details)
    if wrong:
        raise Invalid("; ".join(f"{field} {texts[0]}" for field, texts in wrong.items()), wrong)
    return cleaned


def slug(*names: str | None) -> str:
    """Small letters and digits joined by dashes: `ada-lovelace`; empty when there are none."""
    text = unicodedata.normalize("NFKD", " ".join(name or "" for name in names)).lower()
    plain = "".join(char for char in text if not unicodedata.combining(char))
    return "-".join(re.findall(r"[^\W_]+", plain))[:NAME]
