"""Connects the cards of Today with what they ask for, and tells the window what runs."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Signal

from desktop.contract.models import WorkforceAttendanceInput
from desktop.domain.pomodoro import Status
from desktop.domain.today import Question
from desktop.services.forgotten import Forgotten
from desktop.services.timer import TimerView

from ... import format as fmt
from ...actions import Action
from ...call import explain
from ...context import UiContext
from ...toast import toasts_of
from ..clock import model as clock_words
from ..clock.actions import ClockActions
from ..focus import model as focus_words
from ..focus.actions import FocusActions
from ..shifts.actions import ShiftActions
from .labels import Labels

if TYPE_CHECKING:
    from .panel import TodayPanel

translate = QCoreApplication.translate


class TodayActions(QObject):
    """Owns the actions of the four cards. `labelled` comes when projects and past tags are known."""

    labelled = Signal()

    def __init__(self, context: UiContext, panel: TodayPanel) -> None:
        super().__init__(panel)
        self._context, self._panel, self._model = context, panel, panel.model
        self.clock = ClockActions(context, panel)
        self.focus = FocusActions(context, panel)
        self.shifts = ShiftActions(context, panel)
        self.labels = Labels(context, panel.focus)
        self._connect()
        self._offer()

    def tell(self, clock: clock_words.Shown, focus: focus_words.Shown) -> None:
        """Words of the present for tray, rail and shortcuts."""
        actions = self._context.actions
        acts = clock_words.acts()
        main, second = acts[clock.main], acts[clock.second]
        actions.retitle("clock.toggle", main.words, icon=main.icon)
        idle = "" if clock.second in clock.allowed else translate("Clock", "You are not clocked in")
        unnoted = "" if clock.note is not None else idle
        actions.retitle("clock.note", translate("Clock", "Add note"), blocked=unnoted)
        actions.retitle("break.toggle", second.words, icon=second.icon, blocked=idle)
        actions.retitle("focus.toggle", focus.words, icon=focus.icon)
        timer = self._model.timer
        self._context.live.tell(
            work={"working": "working", "break": "break"}.get(clock.standing, "off"),
            headline=clock.pill,
            worked=clock.digits.rpartition(":")[0],
            detail=" · ".join(part for part in (clock.place, clock.plan) if part),
            focus=focus.state,
            focus_left=focus.left,
            focus_words=timer.task if timer is not None else "",
            focus_time=focus.digits,
            focus_caption=focus.caption,
            focus_fill=focus.fill,
        )

    def _connect(self) -> None:
        panel, model = self._panel, self._model
        panel.clock.punched.connect(self._on_punch)
        panel.clock.noted.connect(self._on_note)
        panel.clock.placed.connect(self._on_placed)
        panel.clock.opened.connect(self._on_opened)
        panel.forgotten.stated.connect(self._on_stated)
        panel.week.opened.connect(panel.open_day)
        self.clock.busy.connect(panel.clock.set_busy)
        self.clock.fix_wanted.connect(self._on_opened)
        self.clock.punched.connect(model.take_punch)
        self.clock.changed.connect(model.refresh)
        panel.focus.commanded.connect(self.focus.send)
        panel.focus.labelled.connect(self.focus.label)
        panel.focus.project_chosen.connect(self.focus.choose_project)
        self.focus.answered.connect(self._on_timer)
        model.phase_ended.connect(self.focus.tick)
        model.read.connect(self._on_read)
        panel.shifts.requested.connect(self.shifts.request)
        panel.shifts.withdrawn.connect(self.shifts.withdraw)
        panel.shifts.saved.connect(self.shifts.answer)
        panel.shifts.all_wanted.connect(lambda: self._context.actions.run("go.shifts"))
        self.shifts.changed.connect(model.refresh)
        self.shifts.answered.connect(panel.shifts.editor.on_answered)
        panel.shifts.editor.finished.connect(self._on_asked)
        panel.shifts.editor.left.connect(self._on_asked)
        panel.shifts.editor.dropped.connect(self._on_dropped)
        self.shifts.unanswered.connect(panel.shifts.editor.on_failed)
        self.labels.known.connect(self.labelled)
        self.labels.made.connect(self.focus.choose_project)
        self._stopping = False
        self._labelled = False

    def _offer(self) -> None:
        """Puts the four acts where shortcuts, palette and tray find them."""
        clock, focus = self._panel.clock, self._panel.focus
        for action in (
            Action(
                "clock.toggle",
                translate("Clock", "Clock in"),
                lambda: clock.toggle(main=True),
                "log-in",
                "Ctrl+I",
                also=translate("Words", "punch start stop work arrive leave check sign in out"),
            ),
            Action(
                "break.toggle",
                translate("Clock", "Start break"),
                lambda: clock.toggle(main=False),
                "coffee",
                "Ctrl+B",
                also=translate("Words", "punch pause rest lunch back resume"),
            ),
            Action(
                "clock.note",
                translate("Clock", "Add note"),
                clock.edit_note,
                "pencil-line",
                also=translate("Words", "write comment remark edit"),
            ),
            Action(
                "focus.toggle",
                translate("Focus", "Start focus"),
                focus.toggle,
                "play",
                "Ctrl+P",
                also=translate("Words", "pomodoro timer tomato pause resume"),
            ),
            Action(
                "focus.skip",
                translate("Focus", "Skip"),
                lambda: self.focus.send("skip"),
                "skip-forward",
                "Ctrl+Shift+P",
                also=translate("Words", "pomodoro timer next focus break"),
            ),
        ):
            self._context.actions.put(action)

    def _on_punch(self, status: str) -> None:
        """Clocking out asks first what has to be asked at the end of the shift."""
        questions = self._closing() if status == "stop" else []
        if questions and not self._stopping:
            self._stopping = True
            leaving = translate("Clock", "Clock out without")
            self._panel.shifts.answer(questions, leaving=leaving)
            return
        self._stopping = False
        self.clock.punch(status)

    def _closing(self) -> list[Question]:
        day = self._model.day
        if day is None or day.clock.plan is None:
            return []
        rows = [row for row in day.shifts if row.id == day.clock.plan.shift_id]
        return [q for row in rows for q in row.questions if q.closing]

    def _on_asked(self) -> None:
        """All is answered, or the person does not want to: out, if that was the question."""
        if self._stopping:
            self._stopping = False
            self.clock.punch("stop")

    def _on_dropped(self) -> None:
        if self._stopping:
            self._stopping = False
            self._panel.clock.main.setFocus()

    def _on_placed(self, name: str) -> None:
        day = self._model.day
        if day is not None and day.clock.newest is not None:
            self.clock.place(day.clock.newest.id, name)

    def _on_stated(self, one: Forgotten, at: dt.datetime) -> None:
        """A clock-out that was forgotten is told; the day it belongs to is then whole."""
        body = WorkforceAttendanceInput(status="stop", timestamp=at)
        call = self._context.operation(self._panel, "attendances.create", body=body)
        call.on_success(lambda _: self._model.refresh(lambda: self._say_stated(one, at)))
        call.on_failure(lambda error: self._panel.forgotten.refuse(explain(error))).run()

    def _say_stated(self, one: Forgotten, at: dt.datetime) -> None:
        text = translate("Today", "Clocked out on %1 at %2")
        time = fmt.clock_time(at, one.zone)
        day = fmt.day_spoken(one.day, self._model.now.astimezone(one.zone).date())
        self._say(text.replace("%1", day).replace("%2", time))

    def _on_opened(self) -> None:
        if self._model.day is not None:
            self._panel.open_day(self._model.day.day)

    def _on_note(self, text: str) -> None:
        day = self._model.day
        if day is not None and day.clock.open_id is not None:
            self.clock.note(day.clock.open_id, text)

    def _on_timer(self, view: TimerView) -> None:
        before = self._model.timer
        self._model.take_timer(view)
        if before is None:
            return
        if view.done_today > before.done_today:
            self._model.refresh()  # the week counts it too
            self._say(translate("Focus", "Focus done. %n today", "", view.done_today))

    def _on_read(self) -> None:
        timer = self._model.timer
        if timer is None:
            return
        if not self._labelled:
            self._labelled = True
            self.labels.read()
            if timer.status is not Status.IDLE:
                self.focus.send("recover")  # what happened while nobody looked is stored
        elif timer.due:
            self.focus.tick()
        self.focus.watch(timer)

    def _say(self, text: str) -> None:
        toasts = toasts_of(self._panel)
        if toasts is not None:
            toasts.show(text)
