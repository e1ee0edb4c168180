"""Small menus of the window: the person's, and the last notices."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QMenu, QWidget

from desktop.services.profile import Profile

from . import icons
from .actions import Actions
from .toast import TONES, Toasts

translate = QCoreApplication.translate
PERSON_ACTIONS = (
    "go.settings",
    "help.keys",
    "theme.light",
    "theme.dark",
    "theme.system",
    "app.quit",
)


def person_menu(parent: QWidget, profile: Profile, actions: Actions) -> QMenu:
    menu = QMenu(parent)
    menu.setAccessibleName(translate("Menu", "You"))
    who = menu.addAction(profile.name or translate("Menu", "You"))
    who.setEnabled(False)
    menu.addSeparator()
    for key in PERSON_ACTIONS:
        action = actions.get(key)
        if action is not None:
            entry = menu.addAction(action.title, action.run)
            if action.icon:
                entry.setIcon(icons.icon(action.icon))
            if key in {"help.keys", "theme.system"}:
                menu.addSeparator()
    return menu


def notices_menu(parent: QWidget, toasts: Toasts) -> QMenu:
    """What the window said lately, newest first."""
    menu = QMenu(parent)
    menu.setAccessibleName(translate("Menu", "Notices"))
    for notice in list(toasts.kept)[:8]:
        icon, ink = TONES[notice.tone]
        menu.addAction(icons.icon(icon, 16, ink), notice.text)
    if not toasts.kept:
        menu.addAction(translate("Menu", "No notices since the window opened")).setEnabled(False)
    return menu
