"""The Today screen: lays out its cards and passes words, wishes and the second hand between them."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.contract.models import WorkforceAttendanceInput
from desktop.domain.today import DayRecord, Punched
from desktop.services import today
from desktop.services.timer import TimerView

from ...call import explain
from ...context import UiContext
from ...page import Page
from ...theme import theme
from ...toast import toasts_of
from ...widgets.state_card import Skeleton, StateCard
from ..clock import model as clock_words
from ..clock.panel import ClockPanel
from ..focus import model as focus_words
from ..focus.panel import FocusPanel
from ..layouts import clear
from ..shifts import model as shift_words
from ..shifts.panel import ShiftsPanel
from ..week import model as week_words
from ..week.panel import WeekPanel
from .actions import TodayActions
from .day_sheet import DaySheet
from .forgotten import ForgottenCard
from .model import TodayModel

translate = QCoreApplication.translate
TWO_COLUMNS = 1120
"""From this width of the window on, clock and pomodoro stand side by side."""
FOCUS_WIDE = 368
GAP, NARROW_GAP = 16, 12


class TodayPanel(Page):
    """Reads when it is first shown. What was read stays visible while it is read again."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(translate("Today", "Today"), parent)
        self._context = context
        self._compact: bool | None = None
        self.model = TodayModel(context, self)
        self.forgotten = ForgottenCard()
        self.clock = ClockPanel()
        self.focus = FocusPanel()
        self.shifts = ShiftsPanel()
        self.week = WeekPanel()
        self.failure: StateCard | None = None
        self.day_sheet: DaySheet | None = None
        self._cards = QWidget()
        self._cards.setProperty("page", "true")
        self._grid = QVBoxLayout(self._cards)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._skeleton = Skeleton(8)
        self.body.addWidget(self._skeleton)
        self.body.addWidget(self._cards, 1)
        self._cards.hide()
        self.shifts.asking.connect(lambda editor: self.ensureWidgetVisible(editor, 0, 24))
        self.model.read.connect(self._on_read)
        self.model.failed.connect(self._on_failed)
        self.model.ticked.connect(self._on_tick)
        self.actions_ = TodayActions(context, self)
        self._lay_out(compact=False)
        self.model.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._settle_columns()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._settle_columns()
        self.model.wake()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.actions_.focus.flush()

    def open_day(self, date: dt.date) -> None:
        """Shows one day over the window; while one is open, another is not made."""
        principal, zone = self._context.principal, self.model.zone

        def show(record: DayRecord) -> None:
            if self.day_sheet is None:
                self.day_sheet = DaySheet(self.window(), record, self.model.now, zone)
                self.day_sheet.closed.connect(self._on_day_closed)
                self.day_sheet.fixed.connect(lambda *what: self._fix(date, *what))
                self.day_sheet.open()
            elif self.day_sheet.date == date:
                self.day_sheet.show_day(record, self.model.now)

        call = self._context.read(self, lambda reader: today.record(reader, principal, date, zone))
        call.on_success(show).run()

    def _fix(self, date: dt.date, punch: Punched, at: dt.datetime, reason: str) -> None:
        """Corrects a punch and shows its day again."""
        body = WorkforceAttendanceInput(timestamp=at, reason=reason)
        call = self._context.operation(self, "attendances.update", id=punch.id, body=body)
        call.on_success(lambda _: self._on_fixed(date))
        call.on_failure(self._on_unfixed).run()

    def _on_fixed(self, date: dt.date) -> None:
        toasts = toasts_of(self)
        if toasts is not None:
            toasts.show(translate("Today", "Time fixed. The history keeps both."))
        if self.day_sheet is not None:
            self.open_day(date)

    def _on_unfixed(self, error: BaseException) -> None:
        if self.day_sheet is not None:
            self.day_sheet.refuse(explain(error))

    def _on_day_closed(self) -> None:
        self.day_sheet = None

    def _settle_columns(self) -> None:
        compact = self.window().width() / theme.scale < TWO_COLUMNS
        if compact != self._compact:
            self._lay_out(compact=compact)

    def _lay_out(self, *, compact: bool) -> None:
        self._compact = compact
        clear(self._grid)
        self.clock.set_compact(compact=compact)
        self.focus.set_compact(compact=compact)
        self.shifts.set_grows(grows=compact)
        self.week.set_compact(compact=compact)
        gap = NARROW_GAP if compact else GAP
        self._grid.setSpacing(gap)
        self._grid.addWidget(self.forgotten)
        if compact:
            for card in (self.clock, self.focus, self.shifts, self.week):
                self._grid.addWidget(card)
            self._grid.addStretch(1)
            self.focus.setMinimumWidth(0)
            self.focus.setMaximumWidth(16_777_215)
        else:
            left = QVBoxLayout()
            left.setSpacing(gap)
            left.addWidget(self.clock)
            left.addWidget(self.shifts, 1)
            top = QHBoxLayout()
            top.setSpacing(gap)
            top.addLayout(left, 1)
            top.addWidget(self.focus)
            self.focus.setFixedWidth(theme.px(FOCUS_WIDE))
            self._grid.addLayout(top, 1)
            self._grid.addWidget(self.week)
        self._order()

    def _order(self) -> None:
        """Tab goes through the cards as they are read."""
        middle = (self.focus, self.shifts) if self._compact else (self.shifts, self.focus)
        cards: tuple[QWidget, ...] = (self.forgotten, self.clock, *middle, self.week)
        stops: list[QWidget] = []
        for card in cards:
            stops += tab_stops(card)
        for one, other in pairwise(stops):
            QWidget.setTabOrder(one, other)

    def _on_read(self) -> None:
        self._skeleton.hide()
        if self.failure is not None:
            self.failure.hide()
            self.failure.deleteLater()
            self.failure = None
        self._cards.show()
        timer = self.model.timer
        if timer is not None:
            self._fill_timer(timer)
        self._show(self.model.now)

    def _on_tick(self, now: dt.datetime) -> None:
        self._show(now)

    def _show(self, now: dt.datetime) -> None:
        """Everything as of `now`; each card repaints only what has changed."""
        day, timer, zone = self.model.day, self.model.timer, self.model.zone
        if day is None or timer is None:
            return
        self.forgotten.set_forgotten(day.forgotten, now)
        clock = clock_words.shown(day.clock, now, zone)
        self.clock.set_shown(clock, clock_words.timeline(day.clock, now, zone))
        self.shifts.set_shown(shift_words.shown(day.shifts, now, zone))
        self.week.set_shown(week_words.shown(day.week, day.clock, now))
        focus = focus_words.shown(timer, now, zone)
        self.focus.set_shown(focus)
        self.actions_.tell(clock, focus)

    def _fill_timer(self, timer: TimerView) -> None:
        self.focus.set_timer(timer)

    def _on_failed(self, error: BaseException) -> None:
        if self.model.day is not None:
            toasts = toasts_of(self)
            if toasts is not None:
                toasts.show(explain(error), tone="failed")
            return
        self._skeleton.hide()
        if self.failure is None:
            title = translate("Today", "Today did not load")
            self.failure = StateCard.failed(title, framed=True)
            self.failure.acted.connect(self.model.refresh)
            self.failure.setToolTip(explain(error))
            self.body.insertWidget(0, self.failure, 1)


def tab_stops(card: QWidget) -> list[QWidget]:
    """The controls of a card in the order they have now, beginning with its first child's."""
    inside: list[QWidget] = []
    start = card.nextInFocusChain()
    at = start
    while at is not None:
        if card.isAncestorOf(at) and at.focusPolicy() & Qt.FocusPolicy.TabFocus:
            inside.append(at)
        at = at.nextInFocusChain()
        if at is start:
            break
    return inside
