"""The window: rail, header and one page at a time. Wiring only; what it shows lives elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QPoint, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from desktop.base.events import Changed
from desktop.base.settings import RAIL

from . import placement
from .announce import announce
from .commands import put_actions
from .context import SYNC_KIND, Section, UiContext
from .header import Header
from .keyboard import RingWhenNeeded
from .page import RAIL_WIDE, margin
from .rail import Rail
from .sections import sections as all_sections
from .sections import sync_section
from .shortcuts import Shortcuts
from .theme import theme
from .toast import Toasts
from .whose import Whose

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMenu

    from .compact import CompactTimer
    from .notices.center import NoticeCenter
    from .notices.popups import Popups
    from .tray import Tray
    from .widgets.sheet import Sheet

translate = QCoreApplication.translate
ONE_COLUMN = 1120
STATUS_EVERY_MS = 30_000


class MainWindow(QWidget):
    """`quit_wanted` says that the program should end; hiding to the tray does not say it.

    `painted` comes once, after the first paint: the moment to load what that did not need.
    `has_tray` is set by whoever made a tray icon. `toasts` are the window's notices.
    """

    quit_wanted = Signal()
    painted = Signal()

    def __init__(
        self,
        context: UiContext,
        sections: Sequence[Section] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.context = context
        self.has_tray = False
        self._leaving = False
        self._drawn = False
        self._sheet: Sheet | None = None
        self._menu: QMenu | None = None
        self.compact: CompactTimer | None = None
        self._center: NoticeCenter | None = None
        self._pages: dict[str, QWidget] = {}
        shown = tuple(all_sections() if sections is None else sections)
        self._sections = {each.key: each for each in (*shown, sync_section())}
        self._here = ""
        self.setWindowTitle("Pomoclock")
        self.setMinimumSize(placement.SMALLEST)
        self._whose = Whose(context, self)
        self.rail = Rail(shown, context.profile)
        self.header = Header()
        self._stack = QStackedLayout()
        self._build()
        self.toasts = Toasts(self)
        self.popups: Popups | None = None
        self._ring = RingWhenNeeded(self)
        put_actions(self, shown)
        self._shortcuts = Shortcuts(self, context.actions)
        self._connect()
        self._tick = QTimer(self)
        self._tick.setInterval(STATUS_EVERY_MS)
        self._tick.timeout.connect(self._show_sync)
        self._tick.start()
        self._show_sync()
        placement.restore(self, context.preferences)
        self.settle()
        if shown:
            self.go(shown[0].key)

    @property
    def here(self) -> str:
        """The key of the section that is shown."""
        return self._here

    def page(self, key: str) -> QWidget | None:
        """The page of a section, when it was opened before."""
        return self._pages.get(key)

    def go(self, key: str) -> None:
        """Opens a section, building it the first time."""
        section = self._sections[key]
        page = self._pages.get(key)
        if page is None:
            page = self._pages[key] = section.factory(self.context)
            self._stack.addWidget(page)
        self._here = key
        self._stack.setCurrentWidget(page)
        self.rail.show_place("settings" if key == "sync" else key)
        self._show_title()

    def summon(self) -> None:
        """In front of everything, from the tray, the compact timer or a second start."""
        if self.isMinimized():
            self.showNormal()
        self.show()
        self.raise_()
        self.activateWindow()
        if self.compact is not None:
            self.compact.hide()

    def toggle_compact(self) -> None:
        """The compact timer in place of the window, or the window in its place."""
        if self.compact is not None and self.compact.isVisible():
            self.summon()
            return
        if self.compact is None:
            from .compact import CompactTimer

            self.compact = CompactTimer(self.context)
            self.compact.widened.connect(self.summon)
        self.compact.show()
        self.compact.activateWindow()
        self.hide()

    def start_notices(self, tray: Tray | None = None) -> None:
        """Reads what the person is told, once, and shows what comes: through the tray if there is one."""
        from .notices.center import NoticeCenter
        from .notices.popups import Popups

        if self._center is None:
            self._center = NoticeCenter(self.context, self)
            self.popups = Popups(self, self._center)
            if tray is not None:
                self.popups.use(tray)

    def ask_to_leave(self) -> None:
        """Quits from the menu or a key: no question, what runs is stored."""
        self._leaving = True
        self._drop_compact()
        placement.keep(self, self.context.preferences)
        self.quit_wanted.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), theme.color("window"))
        if not self._drawn:
            self._drawn = True
            QTimer.singleShot(0, self, self.painted.emit)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.settle()

    def closeEvent(self, event: QCloseEvent) -> None:
        from .closing import close_sheet, where_to

        if self._leaving:
            return
        now = self.context.live.now
        running = now.work != "off" or now.focus == "running"
        where = where_to(self.context.preferences, running=running, tray=self.has_tray)
        if where == "quit":
            self.ask_to_leave()
            return
        event.ignore()
        if where == "tray":
            self.hide()
            return
        if self._sheet is not None:
            self._sheet.dismiss()  # the palette or the keys: leaving is what is wanted now
        self.open_sheet(lambda: close_sheet(self))

    def _drop_compact(self) -> None:
        if self.compact is not None:
            self.compact.hide()
            self.compact.deleteLater()
            self.compact = None

    def _build(self) -> None:
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(self.rail)
        down = QVBoxLayout()
        down.setSpacing(0)
        down.addWidget(self.header)
        down.addLayout(self._stack, 1)
        across.addLayout(down, 1)

    def _connect(self) -> None:
        self.rail.wanted.connect(self.go)
        self.rail.sync_wanted.connect(lambda: self.go("sync"))
        self.rail.person_wanted.connect(self._open_menu)
        self._whose.told.connect(self.rail.person.set_profile)
        self.header.palette_wanted.connect(lambda: self.context.actions.run("palette"))
        self.header.notices_wanted.connect(self._open_menu)
        self.header.compact_wanted.connect(lambda: self.context.actions.run("timer.compact"))
        self.context.bridge.changed.connect(self._on_changed)
        theme.changed.connect(self.settle)

    def settle(self) -> None:
        """Lays out as the width and the preferences ask for: rail, margins, search box."""
        effective = self.width() / theme.scale
        small = effective < RAIL_WIDE or self.context.preferences.get(RAIL)
        if small != self.rail.compact:
            self.rail.set_compact(compact=small)
        self.header.set_narrow(narrow=effective < ONE_COLUMN, margin=margin(self.width()))
        self._show_title()

    def _show_title(self) -> None:
        section = self._sections.get(self._here)
        if section is None:
            return
        short = self.width() / theme.scale < ONE_COLUMN
        subtitle = section.subtitle(self.context, short) if section.subtitle else ""
        self.header.set_page(section.title, subtitle)

    def _show_sync(self) -> None:
        status = self.context.sync.status()
        before = self.rail.sync_chip.words()
        self.rail.sync_chip.set_status(status, self.context.clock.now())
        after = self.rail.sync_chip.words()
        if before.icon != after.icon and self.isVisible():
            announce(self.rail.sync_chip, after.whole)
        self.context.live.tell(unsent=status.pending)
        self._show_title()

    def _on_changed(self, changed: Changed) -> None:
        if SYNC_KIND in changed.kinds:
            self._show_sync()

    def open_sheet(self, make: Callable[[], Sheet]) -> None:
        """One sheet at a time: while one is open, another is not made."""
        if self._sheet is not None:
            return
        self._sheet = sheet = make()
        sheet.closed.connect(self._on_sheet_closed)
        sheet.open()

    def _on_sheet_closed(self) -> None:
        self._sheet = None

    def _open_menu(self, at: QPoint) -> None:
        from .menus import notices_menu, person_menu

        if self._menu is not None:
            self._menu.deleteLater()
        if self.sender() is self.rail:
            self._menu = person_menu(self, self._whose.profile, self.context.actions)
            corner = QPoint(0, self._menu.sizeHint().height())
        else:
            do = None if self.popups is None else self.popups.do
            self._menu = notices_menu(self, self.toasts, self._center, do)
            corner = QPoint(self._menu.sizeHint().width(), 0)
        self._menu.popup(at - corner)
