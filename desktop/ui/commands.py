"""What the window itself can do, put among the actions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt

from desktop.base.settings import RAIL

from .actions import Action
from .appearance import set_theme
from .context import Section

if TYPE_CHECKING:
    from .main_window import MainWindow

translate = QCoreApplication.translate


def put_actions(window: MainWindow, shown: Sequence[Section]) -> None:
    """The sections, and what works everywhere."""
    put, do, context = window.context.actions.put, translate, window.context
    also = other_words()
    for each in shown:
        go, key = partial(window.go, each.key), f"go.{each.key}"
        put(Action(key, each.title, go, each.icon, each.shortcut, also=also.get(key, "")))
    palette = partial(_palette, window)
    keys = partial(_keys, window)
    theme = partial(set_theme, context.preferences)
    for action in (
        Action("go.sync", do("Window", "Sync"), partial(window.go, "sync"), "refresh-cw"),
        Action(
            "sync.now", do("Window", "Sync now"), partial(_sync, window), "refresh-cw", "Ctrl+R"
        ),
        Action("palette", do("Window", "Find or run"), palette, "search", "Ctrl+K"),
        Action("notice.undo", do("Window", "Undo"), window.toasts.undo, "undo-2", "Ctrl+Z"),
        Action("help.keys", do("Window", "All keys"), keys, "", "?"),
        Action("window.full", do("Window", "Full screen"), partial(_full, window), "", "F11"),
        Action(
            "timer.compact",
            do("Window", "Compact timer"),
            window.toggle_compact,
            "picture-in-picture-2",
            "Ctrl+Shift+M",
        ),
        Action("rail.toggle", do("Window", "Collapse or widen the rail"), partial(_rail, window)),
        Action("theme.light", do("Window", "Light colours"), partial(theme, "light")),
        Action("theme.dark", do("Window", "Dark colours"), partial(theme, "dark")),
        Action("theme.system", do("Window", "Colours of the system"), partial(theme, "system")),
        Action("app.quit", do("Window", "Quit"), window.ask_to_leave, "log-out", "Ctrl+Q"),
    ):
        put(replace(action, also=also.get(action.key, "")))


def other_words() -> dict[str, str]:
    """What people type in the palette for acts whose titles say it otherwise."""
    do = translate
    return {
        "go.today": do("Words", "home clock timer punches"),
        "go.shifts": do("Words", "roster schedule calendar plan rota"),
        "go.timesheets": do("Words", "hours pay approve"),
        "go.pomodoro": do("Words", "focus statistics projects tags"),
        "go.team": do("Words", "people colleagues staff members"),
        "go.messages": do("Words", "chat inbox"),
        "go.settings": do(
            "Words", "preferences options text size language theme motion minutes times closing"
        ),
        "go.sync": do("Words", "server hub queue waiting offline connect disconnect conflicts"),
        "sync.now": do("Words", "send refresh reload update fetch server"),
        "notice.undo": do("Words", "take back revert"),
        "help.keys": do("Words", "shortcuts keyboard help"),
        "window.full": do("Words", "maximise big window"),
        "rail.toggle": do("Words", "sidebar menu navigation hide show"),
        "theme.light": do("Words", "theme bright day white appearance"),
        "theme.dark": do("Words", "theme night black appearance mode"),
        "theme.system": do("Words", "theme automatic appearance"),
        "timer.compact": do("Words", "small mini window on top picture"),
        "app.quit": do("Words", "exit close end leave"),
    }


def _palette(window: MainWindow) -> None:
    from .palette import Palette

    window.open_sheet(lambda: Palette(window, window.context.actions))


def _keys(window: MainWindow) -> None:
    from .keys_sheet import keys_sheet

    window.open_sheet(lambda: keys_sheet(window, window.context.actions))


def _sync(window: MainWindow) -> None:
    if window.context.sync.status().connected:
        window.context.sync.sync_now()
    else:
        window.go("sync")


def _rail(window: MainWindow) -> None:
    preferences = window.context.preferences
    preferences.put(RAIL, not preferences.get(RAIL))
    window.settle()


def _full(window: MainWindow) -> None:
    window.setWindowState(window.windowState() ^ Qt.WindowState.WindowFullScreen)
