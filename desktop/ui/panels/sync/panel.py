"""The Sync page: how it stands, what waits, and the one thing to decide."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, Qt, QTimer
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QGridLayout, QHBoxLayout, QWidget

from desktop.base.events import Changed
from desktop.services import attention, conflicts, queue
from desktop.services.conflicts import Choice
from desktop.services.queue import Clash, Entry, Queue
from desktop.store.uow import UnitOfWork

from ... import format as fmt
from ...context import SYNC_KIND, UiContext
from ...page import Page
from ...sync_chip import sync_words
from ...theme import theme
from ...toast import toasts_of
from ...widgets.button import Button
from ...widgets.card import Card
from ...widgets.icon import IconTile
from ...widgets.label import Label
from .asking import Asking
from .detail import EntryCard
from .queue import QueueCard
from .resolver import ResolverCard

translate = QCoreApplication.translate
KINDS = frozenset({SYNC_KIND, "outbox", "conflict", "remote", "scope"})
TWO_COLUMNS = 1120


class SyncPanel(Page):
    """Reads when it is shown and whenever the queue changes meanwhile."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(translate("Sync", "Sync"), parent)
        self._context = context
        self._queue = Queue()
        self._reading = self._again = False
        self.sheet: Asking | None = None
        self.body.addWidget(self._state_card())
        self.waiting = QueueCard()
        self.waiting.chosen.connect(self._on_chosen)
        self.detail: QWidget | None = None
        self._grid = QGridLayout()
        self._grid.setSpacing(16)
        self._grid.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(self._grid)
        self.body.addStretch(1)
        context.bridge.changed.connect(self._on_changed)
        self._lay_out()
        self._show_state()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def refresh(self) -> None:
        """A wish that comes while it is being read is served once after it; unseen it can wait."""
        if not self.isVisible():
            return
        if self._reading:
            self._again = True
            return
        self._reading = True
        call = self._context.read(self, queue.read)
        call.on_success(self._on_read).on_failure(lambda _: self._once_more()).run()

    def _state_card(self) -> Card:
        card = Card()
        head = QHBoxLayout()
        head.setSpacing(12)
        self._tile = IconTile("refresh-cw", size=44)
        self._state = Label("", "heading", wrap=True)
        self.now = Button(translate("Sync", "Sync now"), "primary", icon="refresh-cw", key="Ctrl+R")
        self.now.clicked.connect(self._context.sync.sync_now)
        self.leave = Button(translate("Sync", "Disconnect"), "ghost")
        self.leave.clicked.connect(self._ask_to_leave)
        head.addWidget(self._tile)
        head.addWidget(self._state, 1)
        head.addWidget(self.leave)
        head.addWidget(self.now)
        card.body.addLayout(head)
        card.body.addSpacing(12)
        self._more = Label("", "body", "text-2", wrap=True, tnum=True)
        card.body.addWidget(self._more)
        return card

    def _on_changed(self, changed: Changed) -> None:
        if KINDS.isdisjoint(changed.kinds):
            return
        self._show_state()
        if self.isVisible():
            self.refresh()

    def _on_read(self, found: Queue) -> None:
        if found != self._queue or self.detail is None:
            self._queue = found
            self.waiting.show_queue(found, self._context.clock.now(), self._context.zone)
            self._show_detail(self.waiting.selected())
        self._show_state()
        self._once_more()

    def _once_more(self) -> None:
        self._reading = False
        if self._again:
            self._again = False
            self.refresh()

    def _show_state(self) -> None:
        status, now = self._context.sync.status(), self._context.clock.now()
        words = sync_words(status, now)
        kind = "warning" if words.alert else "accent" if status.connected else "neutral"
        self._tile.set_icon(words.icon, kind)
        self._state.setText(words.whole)
        self.now.set_blocked("" if status.connected else translate("Sync", "No server is set up"))
        self.leave.setVisible(status.connected)
        self.waiting.setVisible(status.connected)
        if self.detail is not None:
            self.detail.setVisible(status.connected)
        if not status.connected:
            text = translate(
                "Sync",
                "Everything works and stays here. To connect a server any time, run "
                "“pomoclock connect ADDRESS” in a terminal; this window follows at once.",
            )
        elif status.last_ok is None:
            text = translate("Sync", "No sync has ended well yet.")
        else:
            text = translate("Sync", "Last full sync %1.")
            text = text.replace("%1", fmt.ago(now - status.last_ok))
        if status.connected and self._queue.url:
            text = f"{self._queue.url} · {text}"
        if self._queue.held:
            held = translate(
                "Sync",
                "%n list(s) suddenly miss much; nothing is removed yet.",
                "",
                self._queue.held,
            )
            text = f"{text} {held}"
        self._more.setText(text)

    def _on_chosen(self, item: Entry | Clash | None) -> None:
        self._show_detail(item)
        # where it stands under the list, a click must show that it did something
        QTimer.singleShot(0, self, self._reveal)

    def _reveal(self) -> None:
        self.body.activate()
        if self.detail is not None:
            self.ensureWidgetVisible(self.detail, 0, 24)

    def _show_detail(self, item: Entry | Clash | None) -> None:
        before, now, zone = self.detail, self._context.clock.now(), self._context.zone
        at = QApplication.focusWidget()
        focused = before is not None and at is not None and before.isAncestorOf(at)
        if isinstance(item, Clash):
            resolver = ResolverCard(item, zone)
            resolver.kept.connect(self._resolve)
            self.detail = resolver
        elif item is not None:
            entry = EntryCard(item, now, zone)
            entry.decided.connect(lambda what: self._decide(item, what))
            self.detail = entry
        else:
            self.detail = None
        if before is not None:
            self._grid.removeWidget(before)
            before.hide()
            before.deleteLater()
        self._lay_out()
        if focused and self.waiting.rows:
            self.waiting.rows[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _lay_out(self) -> None:
        wide = self.window().width() / theme.scale >= TWO_COLUMNS
        top = Qt.AlignmentFlag.AlignTop
        self._grid.addWidget(self.waiting, 0, 0, top)
        if self.detail is not None:
            self._grid.addWidget(self.detail, *((0, 1) if wide else (1, 0)), top)
        both = wide and self.detail is not None
        self._grid.setColumnStretch(0, 42)
        self._grid.setColumnStretch(1, 58 if both else 0)

    def _decide(self, entry: Entry, what: str) -> None:
        if what == "discard":
            self._ask(
                translate("Sync", "Discard this change?"),
                _discarding(entry),
                translate("Sync", "Discard"),
                lambda: self._run(lambda uow: attention.discard(uow, entry.seq)),
            )
            return
        act = attention.retry if what == "retry" else attention.arrived
        self._run(lambda uow: act(uow, entry.seq))
        if what == "retry":
            self._context.sync.sync_now()

    def _resolve(self, picked: dict[int, Choice]) -> None:
        def work(uow: UnitOfWork) -> None:
            for conflict, choice in picked.items():
                conflicts.resolve(uow, conflict, choice)

        self._run(work)

    def _run(self, work: Callable[[UnitOfWork], None]) -> None:
        self._context.write(self, work).on_success(lambda _: self.refresh()).run()

    def _ask_to_leave(self) -> None:
        count = self._queue.total
        what = (
            translate("Sync", "%n change(s) will not be sent.", "", count)
            if count
            else translate("Sync", "Everything here was sent.")
        )
        text = translate(
            "Sync",
            "Every record stays on this device. Connecting to the same account takes it up again.",
        )
        act = translate("Sync", "Disconnect")
        self._ask(translate("Sync", "Disconnect from the server?"), f"{what} {text}", act, self._go)

    def _go(self) -> None:
        from ...call import Call

        call = Call(self, self._context.sync.disconnect)
        call.on_success(self._on_gone).holding(self.leave, translate("Sync", "Leaving")).run()

    def _on_gone(self, _: object) -> None:
        toasts = toasts_of(self)
        if toasts is not None:
            toasts.show(translate("Sync", "Disconnected. Every record is still on this device."))
        self._show_state()

    def _ask(self, title: str, text: str, act: str, then: Callable[[], object]) -> None:
        if self.sheet is not None:
            return
        self.sheet = Asking(self.window(), title, text, act)
        self.sheet.agreed.connect(then)
        self.sheet.closed.connect(self._on_asked)
        self.sheet.open()

    def _on_asked(self) -> None:
        self.sheet = None


def _discarding(entry: Entry) -> str:
    if entry.intent == "update":
        return translate("Sync", "The record goes back to what the server has.")
    if entry.intent == "create":
        return translate("Sync", "The record stays on this device only; the server is not told.")
    return translate("Sync", "The server is not told.")
