"""Small menus of the window: the person's, and the last notices."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QMenu, QWidget

from desktop.services.profile import Profile

from . import icons
from .actions import Actions
from .toast import TONES, Toasts

if TYPE_CHECKING:
    from .notices.center import NoticeCenter
    from .notices.words import Act, Said

translate = QCoreApplication.translate
MOST = 8
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


def notices_menu(
    parent: QWidget,
    toasts: Toasts,
    center: NoticeCenter | None = None,
    do: Callable[[Said, Act], object] | None = None,
) -> QMenu:
    """What the person was told, each with what can be done about it, and what the window said."""
    menu = QMenu(parent)
    menu.setAccessibleName(translate("Menu", "Notices"))
    said = [] if center is None else center.said()
    fresh = [each for each in said if not each.seen]
    if fresh and center is not None:
        _title(menu, translate("Menu", "New"))
        for each in fresh[:MOST]:
            _entry(menu, each, do)
        menu.addAction(translate("Menu", "Mark all as read"), center.see_all)
        menu.addSeparator()
    earlier = [each for each in said if each.seen]
    kept = list(toasts.kept)[:MOST]
    if said and (earlier or kept):
        _title(menu, translate("Menu", "Earlier"))
    for each in earlier[:MOST]:
        _entry(menu, each, None)
    for notice in kept:
        icon, ink = TONES[notice.tone]
        menu.addAction(icons.icon(icon, 16, ink), _plain(notice.text))
    if not said and not kept:
        menu.addAction(translate("Menu", "No notices since the window opened")).setEnabled(False)
    return menu


def _title(menu: QMenu, text: str) -> None:
    menu.addAction(text).setEnabled(False)


def _entry(menu: QMenu, said: Said, do: Callable[[Said, Act], object] | None) -> None:
    """With acts a menu of its own, which a keyboard opens like any other."""
    icon, ink = TONES[said.tone]
    picture = icons.icon(icon, 16, ink)
    if do is None or not said.acts:
        menu.addAction(picture, _plain(said.whole))
        return
    below = menu.addMenu(picture, _plain(said.whole))
    for act in said.acts:
        below.addAction(_plain(act.words), partial(do, said, act))


def _plain(text: str) -> str:
    """A menu reads & as the mark of a key."""
    return text.replace("&", "&&")
