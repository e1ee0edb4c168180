"""The preferences that change how the window looks, applied as they are chosen."""

from __future__ import annotations

from desktop.base.settings import HOURS, REDUCE_MOTION, TEXT, THEME
from desktop.services.preferences import Preferences

from . import format as fmt
from .theme import theme


def apply(preferences: Preferences) -> None:
    """All of them, at the start."""
    fmt.set_clock(preferences.get(HOURS))
    theme.set_motion(on=not preferences.get(REDUCE_MOTION))
    theme.set_scale(preferences.get(TEXT))
    theme.choose(preferences.get(THEME))


def set_theme(preferences: Preferences, choice: str) -> None:
    preferences.put(THEME, choice)
    theme.choose(choice)


def set_text(preferences: Preferences, percent: int) -> None:
    preferences.put(TEXT, percent)
    theme.set_scale(percent)


def set_motion(preferences: Preferences, *, reduced: bool) -> None:
    preferences.put(REDUCE_MOTION, reduced)
    theme.set_motion(on=not reduced)


def set_hours(preferences: Preferences, choice: str) -> None:
    preferences.put(HOURS, choice)
    fmt.set_clock(choice)
    theme.changed.emit()
