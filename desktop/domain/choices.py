"""What a team chose in `workforce.data`: read kindly, since it may come from anywhere.

What is wrong counts as not chosen, and is told to whoever asks: a person who sets it gets told, a
node that received it goes on with the default.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

MINUTE, HOUR = 60_000, 3_600_000
_DAY_MINUTES = 24 * 60


class Choices:
    """One area of the data, as `choices(data, "breaks")`; `wrong` collects what it cannot be."""

    def __init__(self, data: Any, area: str) -> None:
        self.area, self.wrong = area, list[str]()
        found = data.get(area) if isinstance(data, Mapping) else None
        self.values: Mapping[str, Any] = found if isinstance(found, Mapping) else {}
        if found is not None and not isinstance(found, Mapping):
            self.wrong.append(f"{area} must be an object")

    def flag(self, name: str) -> bool:
        """Forms send the words."""
        value = self.values.get(name)
        if value in (None, False, "false", "0", 0):
            return False
        if value in (True, "true", "1", 1):
            return True
        self._refuse(name, "must be true or false")
        return False

    def word(self, name: str, allowed: tuple[str, ...]) -> str:
        """One of the words; the first is the default."""
        value = self.values.get(name)
        if value is None:
            return allowed[0]
        if value in allowed:
            return str(value)
        self._refuse(name, f"must be one of {', '.join(allowed)}")
        return allowed[0]

    def minutes(self, name: str, most: float = _DAY_MINUTES) -> int:
        """Milliseconds; 0 when nothing was chosen."""
        return self._length(name, MINUTE, most, 0) or 0

    def hours(self, name: str, default: float | None = None, most: float = 24) -> int | None:
        """Milliseconds; None for an explicit null, and without a default."""
        preset = None if default is None else round(default * HOUR)
        if name in self.values and self.values[name] is None:
            return None
        return self._length(name, HOUR, most, preset)

    def number(self, name: str, default: int, least: int, most: int) -> int:
        value = _number(self.values.get(name))
        if self.values.get(name) is None:
            return default
        if value is None or value != int(value) or not least <= value <= most:
            self._refuse(name, f"must be a whole number from {least} to {most}")
            return default
        return int(value)

    def _length(self, name: str, unit: int, most: float, default: int | None) -> int | None:
        stored = self.values.get(name)
        if stored is None:
            return default
        value = _number(stored)
        if value is None or not 0 <= value <= most:
            self._refuse(name, f"must be a number from 0 to {most:g}")
            return default
        return round(value * unit)

    def _refuse(self, name: str, text: str) -> None:
        self.wrong.append(f"{self.area}.{name} {text}")


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None
