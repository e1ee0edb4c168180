"""Where the window stands: remembered for each screen, and never off all of them."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QWidget

from desktop.services.preferences import Preferences

LAST = "window.screen"
SMALLEST = QSize(900, 600)
USUAL = QSize(1280, 800)


def screen_key(screen: QScreen) -> str:
    """A screen by name and size: the same laptop beside another monitor is another place."""
    size = screen.geometry().size()
    return f"window.{screen.name()}.{size.width()}x{size.height()}"


def clamped(wanted: QRect, screens: list[QRect]) -> QRect:
    """`wanted` moved and shrunk into the screen it overlaps most; the first when none."""
    if not screens:
        return wanted
    best = max(screens, key=lambda each: _area(each.intersected(wanted)))
    size = wanted.size().expandedTo(SMALLEST).boundedTo(best.size())
    left = max(best.left(), min(wanted.left(), best.right() + 1 - size.width()))
    top = max(best.top(), min(wanted.top(), best.bottom() + 1 - size.height()))
    return QRect(left, top, size.width(), size.height())


def restore(window: QWidget, preferences: Preferences) -> None:
    """Puts the window where it was on the screen where it last was."""
    screens = QGuiApplication.screens()
    last = preferences.text(LAST)
    screen = next((each for each in screens if screen_key(each) == last), None)
    screen = screen or QGuiApplication.primaryScreen()
    found = _parse(preferences.text(screen_key(screen)))
    if found is None:
        free = screen.availableGeometry()
        window.resize(USUAL.boundedTo(free.size()).expandedTo(SMALLEST))
        return
    place, large = found
    window.setGeometry(clamped(place, [each.availableGeometry() for each in screens]))
    if large:
        window.showMaximized()


def keep(window: QWidget, preferences: Preferences) -> None:
    """Notes where the window is now."""
    screen = window.screen()
    large = window.isMaximized() or window.isFullScreen()
    place = window.normalGeometry() if large else window.geometry()
    text = ",".join(
        map(str, (place.x(), place.y(), place.width(), place.height(), int(window.isMaximized())))
    )
    key = screen_key(screen)
    if preferences.text(key) != text:
        preferences.put_text(key, text)
    if preferences.text(LAST) != key:
        preferences.put_text(LAST, key)


def _parse(text: str | None) -> tuple[QRect, bool] | None:
    try:
        x, y, wide, tall, large = (int(part) for part in (text or "").split(","))
    except ValueError:
        return None
    return QRect(x, y, wide, tall), bool(large)


def _area(rect: QRect) -> int:
    return max(0, rect.width()) * max(0, rect.height())
