"""The tray icon, where a tray exists: the state at a glance, and the acts one needs most."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QObject, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QIcon, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from . import icons
from .context import UiContext
from .live import Now
from .main_window import MainWindow
from .theme import theme

translate = QCoreApplication.translate
SIZES = (16, 22, 24, 32)
STEPS = 24
"""So many pictures the focus ring has in the tray; more would only wake the panel."""
CLOCK = ("clock.toggle", "break.toggle")
FOCUS = ("focus.toggle", "focus.skip")
TOLD_MS = 15_000


class Tray(QObject):
    """Left click opens the window, middle click starts or pauses the focus; the menu is plain.

    `told` comes when somebody clicks on what `tell` showed.
    """

    told = Signal()

    def __init__(self, context: UiContext, window: MainWindow) -> None:
        super().__init__(window)
        self._context, self._window = context, window
        self._painted = ""
        self.menu = QMenu()
        self.icon = QSystemTrayIcon(self)
        self.icon.setContextMenu(self.menu)
        self.icon.activated.connect(self._on_activated)
        self.icon.messageClicked.connect(self.told)
        # one rebuild for however many changes came in a turn of the event loop
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self.refresh)
        context.live.changed.connect(self._soon.start)
        context.actions.changed.connect(self._soon.start)
        theme.changed.connect(self._on_theme)
        self.refresh()

    def show(self) -> None:
        self.icon.show()
        self._window.has_tray = True

    def can_tell(self) -> bool:
        """Whether the desktop shows notifications of a tray icon."""
        return QSystemTrayIcon.supportsMessages()

    def tell(self, title: str, text: str) -> None:
        """A notification of the system. It has no buttons here: a click on it opens the window."""
        self.icon.showMessage(title, text, QSystemTrayIcon.MessageIcon.NoIcon, TOLD_MS)

    def refresh(self) -> None:
        """Icon, tooltip and menu from what is so now."""
        now = self._context.live.now
        name = picture(now)
        if name != self._painted:
            self._painted = name
            self.icon.setIcon(tray_icon(now))
        self.icon.setToolTip(tip(now))
        self._fill(now)

    def _fill(self, now: Now) -> None:
        menu = self.menu
        menu.clear()
        header = menu.addAction(headline(now))
        header.setEnabled(False)
        menu.addSeparator()
        for keys in (CLOCK, FOCUS):
            for key in keys:
                self._entry(key)
            menu.addSeparator()
        self._entry("timer.compact")
        self._entry("notices.mute")
        menu.addSeparator()
        menu.addAction(translate("Tray", "Open Pomoclock"), self._window.summon)
        menu.addAction(translate("Tray", "Quit"), self._window.ask_to_leave)

    def _entry(self, key: str) -> None:
        action = self._context.actions.get(key)
        if action is None:
            return
        entry = self.menu.addAction(action.title, action.run)
        entry.setObjectName(key)
        entry.setEnabled(not action.blocked)
        if action.icon:
            entry.setIcon(icons.icon(action.icon))

    def _on_activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        kinds = QSystemTrayIcon.ActivationReason
        if reason in (kinds.Trigger, kinds.DoubleClick):
            self._window.summon()
        elif reason is kinds.MiddleClick:
            self._context.actions.run("focus.toggle")

    def _on_theme(self) -> None:
        self._painted = ""
        self._soon.start()


def tray_if_any(context: UiContext, window: MainWindow) -> Tray | None:
    """A shown tray icon, or None on desktops that have no tray."""
    if not QSystemTrayIcon.isSystemTrayAvailable():
        return None
    tray = Tray(context, window)
    tray.show()
    return tray


def headline(now: Now) -> str:
    """The first line of the menu: what runs and since when, how long, and what waits."""
    parts = [now.headline or translate("Tray", "Not clocked in")]
    if now.work != "off" and now.worked:
        parts.append(now.worked)
    if now.unsent:
        parts.append(translate("Tray", "%n change(s) not sent", "", now.unsent))
    return " · ".join(parts)


def tip(now: Now) -> str:
    """The tooltip: the headline, and the task in focus. No seconds: they would wake the panel."""
    text = headline(now)
    if now.focus != "off":
        state = (
            translate("Tray", "Focus") if now.focus == "running" else translate("Tray", "Paused")
        )
        text = f"{text}\n{state}" + (f" · {now.focus_words}" if now.focus_words else "")
    return text


def picture(now: Now) -> str:
    """Which picture the icon shows; two states of the same picture need no new one."""
    dot = "+unsent" if now.unsent else ""
    if now.focus == "running":
        return f"focus{round(now.focus_left * STEPS)}{dot}"
    return now.work + dot


def tray_icon(now: Now) -> QIcon:
    made = QIcon()
    for size in SIZES:
        pixmap = QPixmap(size, size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(size / 22, size / 22)
        _paint(painter, now)
        painter.end()
        made.addPixmap(pixmap)
    return made


def _paint(painter: QPainter, now: Now) -> None:
    """On a field of 22: a circle of 17 in the middle."""
    circle = QRectF(3, 3, 16, 16)
    pen = QPen(theme.color("text"), 2)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if now.focus == "running":
        pen.setColor(theme.color("border"))
        painter.setPen(QPen(pen.color(), 2.6))
        painter.drawEllipse(circle)
        pen.setColor(theme.color("accent"))
        pen.setWidthF(2.6)
        painter.setPen(pen)
        painter.drawArc(circle, 90 * 16, -round(now.focus_left * 360 * 16))
    elif now.work == "break":
        pen.setColor(theme.color("break"))
        painter.setPen(pen)
        painter.drawEllipse(circle)
        painter.drawLine(QPointF(9.2, 8.6), QPointF(9.2, 13.4))
        painter.drawLine(QPointF(12.8, 8.6), QPointF(12.8, 13.4))
    else:
        _clock(painter, circle, pen, working=now.work == "working")
    if now.unsent:
        _dot(painter)


def _clock(painter: QPainter, circle: QRectF, pen: QPen, *, working: bool) -> None:
    if working:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("accent"))
        painter.drawEllipse(circle.adjusted(-1, -1, 1, 1))
        pen.setColor(theme.color("on-accent"))
        painter.setPen(pen)
    else:
        painter.setPen(pen)
        painter.drawEllipse(circle)
    painter.drawPolyline([QPointF(11, 7), QPointF(11, 11), QPointF(13.6, 12.6)])


def _dot(painter: QPainter) -> None:
    """What is not sent yet, cut out of the picture below it."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
    painter.drawEllipse(QPointF(17, 17), 5, 5)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
    painter.setBrush(theme.color("break"))
    painter.drawEllipse(QPointF(17, 17), 3.8, 3.8)
