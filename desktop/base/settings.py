"""What a person chose on this device: one typed row a setting, stored as text by the store.

Account settings that travel (such as `pomodoro`) are Settings of the API, not of this table.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar, cast

T = TypeVar("T", bound=bool | int | str)


@dataclass(frozen=True, slots=True)
class Preference(Generic[T]):
    name: str
    default: T
    doc: str
    choices: tuple[T, ...] = ()

    def parse(self, text: str | None) -> T:
        """The stored text as a value; an unreadable or unknown one falls back to the default."""
        if text is None:
            return self.default
        try:
            read = (text == "1") if isinstance(self.default, bool) else type(self.default)(text)
        except ValueError:
            return self.default
        value = cast("T", read)
        return value if not self.choices or value in self.choices else self.default

    def text(self, value: T) -> str:
        if self.choices and value not in self.choices:
            raise ValueError(f"{self.name} must be one of {', '.join(map(str, self.choices))}")
        return str(int(value)) if isinstance(value, bool) else str(value)


THEME = Preference("theme", "system", "Colours of the window.", ("system", "light", "dark"))
CLOSE = Preference(
    "close_to", "ask", "What closing the window does while a session runs.", ("ask", "tray", "quit")
)
REDUCE_MOTION = Preference("reduce_motion", default=False, doc="Switch every animation off.")
RAIL = Preference("rail_collapsed", default=False, doc="Show the rail as icons only.")
TEXT = Preference("text_percent", 100, "Size of the text, in percent.", (100, 125, 150, 200))
HOURS = Preference("hours", "system", "How times are written.", ("system", "24", "12"))

ALL: tuple[Preference[str] | Preference[bool] | Preference[int], ...] = (
    THEME,
    CLOSE,
    REDUCE_MOTION,
    RAIL,
    TEXT,
    HOURS,
)
