"""The compact timer: 300 x 88, without a frame, above other windows."""

from __future__ import annotations

import datetime as dt
from functools import partial

from PySide6.QtCore import QCoreApplication, QPoint, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QContextMenuEvent,
    QFontMetricsF,
    QGuiApplication,
    QKeyEvent,
    QMouseEvent,
    QMoveEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QRegion,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QMenu, QSizePolicy, QVBoxLayout, QWidget

from . import fonts, icons
from . import format as fmt
from .context import UiContext
from .keyboard import RingWhenNeeded
from .live import Now
from .panels.digits import Digits
from .placement import screen_key
from .shortcuts import Shortcuts
from .theme import theme
from .widgets import paint
from .widgets.button import IconButton
from .widgets.label import Label
from .widgets.ring import Ring

translate = QCoreApplication.translate
WIDE, TALL, EDGE, RADIUS = 300, 88, 24, 14
KEYS = frozenset(
    {"clock.toggle", "break.toggle", "focus.toggle", "focus.skip", "timer.compact", "app.quit"}
)
CLOCK = ("clock.toggle", "break.toggle")
KEEP_AFTER_MS = 400


class CompactTimer(QWidget):
    """`widened` comes when the person wants the whole window back."""

    widened = Signal()

    def __init__(self, context: UiContext) -> None:
        flags = Qt.WindowType.Window | Qt.WindowType.FramelessWindowHint
        super().__init__(None, flags | Qt.WindowType.WindowStaysOnTopHint)
        self._context, self._actions = context, context.actions
        self._menu: QMenu | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, on=False)
        self.setWindowTitle(translate("Compact", "Pomoclock timer"))
        self.setAccessibleName(translate("Compact", "Compact timer"))
        self.ring = Ring(56, 5)
        self.digits = Digits("display_s", 26, 30, room="25:00")
        self.task = Label("", "caption", "text-2", elide=True)
        self.main = IconButton("play", "", "soft", 28, key="Ctrl+P")
        skip = translate("Compact", "Skip")
        self.skip = IconButton("skip-forward", skip, "ghost", 28, key="Ctrl+Shift+P")
        wide = translate("Compact", "Whole window")
        self.widen = IconButton("maximize-2", wide, "ghost", 28, key="Ctrl+Shift+M")
        self.state = StateButton()
        self.main.clicked.connect(partial(self._actions.run, "focus.toggle"))
        self.skip.clicked.connect(partial(self._actions.run, "focus.skip"))
        self.widen.clicked.connect(self.widened)
        self.state.clicked.connect(self._open_menu)
        self._arrange()
        self._ring = RingWhenNeeded(self)
        self._shortcuts = Shortcuts(self, self._actions, KEYS)
        self._kept = QTimer(self)
        self._kept.setSingleShot(True)
        self._kept.setInterval(KEEP_AFTER_MS)
        self._kept.timeout.connect(self._keep_place)
        context.live.changed.connect(self._show)
        self._actions.changed.connect(self._on_action)
        theme.changed.connect(self._settle)
        self._settle()
        self._place()
        self._show()

    def paintEvent(self, _event: QPaintEvent) -> None:
        fill, line = theme.color("surface"), theme.color("border")
        paint.box(QPainter(self), self.rect(), RADIUS, fill, line)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if QGuiApplication.platformName() != "xcb":
            return
        # X11 without a compositor would show black where the window is transparent
        path = QPainterPath()
        path.addRoundedRect(QRectF(self.rect()), RADIUS, RADIUS)
        self.setMask(QRegion(path.toFillPolygon().toPolygon()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        handle = self.windowHandle()
        if event.button() is Qt.MouseButton.LeftButton and handle is not None:
            handle.startSystemMove()

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        self.widened.emit()

    def contextMenuEvent(self, _event: QContextMenuEvent) -> None:
        self._open_menu()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.widened.emit()
        else:
            super().keyPressEvent(event)

    def moveEvent(self, event: QMoveEvent) -> None:
        super().moveEvent(event)
        if self.isVisible():
            self._kept.start()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Nothing ends here: the whole window knows what to ask."""
        event.ignore()
        self.widened.emit()

    def _arrange(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 14, 0)
        row.setSpacing(12)
        row.addWidget(self.ring)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch(1)
        words.addWidget(self.digits)
        words.addWidget(self.task)
        words.addStretch(1)
        row.addLayout(words, 1)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addStretch(1)
        buttons = QHBoxLayout()
        buttons.setSpacing(4)
        for button in (self.main, self.skip, self.widen):
            buttons.addWidget(button)
        right.addLayout(buttons)
        right.addWidget(self.state, 0, Qt.AlignmentFlag.AlignRight)
        right.addStretch(1)
        row.addLayout(right)

    def _settle(self) -> None:
        self.setFixedSize(theme.px(WIDE), theme.px(TALL))
        self.update()

    def _show(self) -> None:
        now = self._context.live.now
        self.ring.set_left(now.focus_left)
        self.ring.set_fill(now.focus_fill)
        self.ring.setAccessibleName(now.focus_caption)
        self.digits.set_digits(now.focus_time)
        self.digits.setAccessibleName(f"{now.focus_caption} {now.focus_time}")
        task = now.focus_words or now.focus_caption
        if self.task.text() != task:
            self.task.setText(task)
        self.state.set_now(now)
        self._on_action("focus.toggle")

    def _on_action(self, key: str) -> None:
        known = self._actions.get("focus.toggle")
        if (
            key == "focus.toggle"
            and known is not None
            and self.main.accessibleName() != known.title
        ):
            self.main.set_act("", icon=known.icon)
            self.main.set_name(known.title)

    def _open_menu(self) -> None:
        """Clocking in and out, from the state at the right."""
        if self._menu is not None:
            self._menu.deleteLater()
        menu = self._menu = QMenu(self)
        menu.setAccessibleName(translate("Compact", "Clock"))
        head = menu.addAction(self._context.live.now.headline)
        head.setEnabled(False)
        for key in CLOCK:
            action = self._actions.get(key)
            if action is not None and not action.blocked:
                menu.addAction(icons.icon(action.icon), action.title, action.run)
        menu.addSeparator()
        menu.addAction(translate("Compact", "Whole window"), self.widened.emit)
        menu.popup(self.state.mapToGlobal(QPoint(0, self.state.height())))

    def _place(self) -> None:
        """Where it was on this screen; at first in the lower right corner, and never outside."""
        screen = QGuiApplication.primaryScreen()
        last = self._context.preferences.text("compact.screen")
        screen = next((s for s in QGuiApplication.screens() if screen_key(s) == last), screen)
        room = screen.availableGeometry().adjusted(0, 0, -self.width(), -self.height())
        corner = room.bottomRight() - QPoint(EDGE, EDGE)
        wanted = _point(self._context.preferences.text(f"compact.{screen_key(screen)}")) or corner
        self.move(_inside(wanted, room))

    def _keep_place(self) -> None:
        key, preferences = screen_key(self.screen()), self._context.preferences
        preferences.put_text(f"compact.{key}", f"{self.x()},{self.y()}")
        preferences.put_text("compact.screen", key)


class StateButton(QAbstractButton):
    """A dot and what was worked; it opens the clock's menu."""

    focus_radius = 6

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._now = Now()
        self._shown: tuple[str, str, str] | None = None
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def set_now(self, now: Now) -> None:
        shown = (now.work, now.worked, now.headline)
        if shown == self._shown:
            return
        self._shown = shown
        self._now = now
        self.setText(_worked(now))
        spoken = f"{now.headline}, {self.text()}" if now.work != "off" else now.headline
        self.setAccessibleName(spoken)
        self.setToolTip(spoken)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        wide = QFontMetricsF(fonts.font("caption", tnum=True)).horizontalAdvance(self.text())
        return QSize(round(wide) + theme.px(8 + 6) + 10, theme.px(28))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, side = QPainter(self), theme.px(8)
        if self.underMouse():
            paint.box(painter, self.rect(), 6, theme.color("hover"))
        spot = QRectF(4, (self.height() - side) / 2, side, side)
        if self._now.work == "off":
            paint.box(painter, spot, side / 2, None, theme.color("border-strong"), 2)
        else:
            token = "break" if self._now.work == "break" else "accent"
            paint.box(painter, spot, side / 2, theme.color(token))
        painter.setFont(fonts.font("caption", tnum=True))
        painter.setPen(theme.color("text-2"))
        room = QRect(4 + side + theme.px(6), 0, self.width(), self.height())
        painter.drawText(
            room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.text()
        )


def _worked(now: Now) -> str:
    hours, _, minutes = now.worked.partition(":")
    if now.work == "off" or not minutes:
        return translate("Compact", "Not in")
    return fmt.table(dt.timedelta(hours=int(hours), minutes=int(minutes)))


def _point(text: str | None) -> QPoint | None:
    try:
        x, y = (int(part) for part in (text or "").split(","))
    except ValueError:
        return None
    return QPoint(x, y)


def _inside(wanted: QPoint, room: QRect) -> QPoint:
    return QPoint(
        max(room.left(), min(wanted.x(), room.right())),
        max(room.top(), min(wanted.y(), room.bottom())),
    )
