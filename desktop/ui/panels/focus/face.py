"""What the pomodoro card and the pomodoro bar have in common: controls, and filling them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QWidget

from desktop.services.timer import TimerView

from ...widgets.button import Button
from ...widgets.card import Card
from ...widgets.combo import Option, ProjectBox
from ...widgets.ring import Dots, Ring
from ...widgets.tag_field import TagField
from .gap import GapNotice
from .model import Shown

translate = QCoreApplication.translate


class Face(Card):
    """Says what the person wants; `set_shown` says what is so.

    `commanded` carries a command of the timer, `labelled` the task and its tags as they are typed,
    `project_chosen` a project's id or None; `project_wanted` asks for a new one.
    """

    commanded = Signal(str)
    labelled = Signal(str, list)
    project_chosen = Signal(object)
    project_wanted = Signal()

    def __init__(
        self, ring: Ring, dots: Dots, *, button: int, field: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent=parent)
        self.setAccessibleName(translate("Focus", "Pomodoro"))
        self.ring, self.dots = ring, dots
        self._slow: tuple[object, ...] = ()
        self.main = Button("", "soft", button, key="Ctrl+P")
        self.task = TagField(
            translate("Focus", "Task"), translate("Focus", "What are you doing?"), size=field
        )
        self.project = ProjectBox(
            translate("Focus", "Project"), translate("Focus", "No project"), size=field
        )
        self.gap = GapNotice()
        self.main.clicked.connect(self._on_main)
        self.task.changed.connect(lambda: self.labelled.emit(self.task.text(), self.task.tags()))
        self.project.chosen.connect(self.project_chosen)
        self.project.new_wanted.connect(self.project_wanted)
        self.gap.commanded.connect(self.commanded)
        self._command = ""
        self._options: list[Option] = []

    def set_shown(self, shown: Shown) -> None:
        """Called once a second: what runs is repainted, the rest only when it differs."""
        self.ring.set_left(shown.left)
        self.set_digits(shown)
        slow = shown.slow
        if slow != self._slow:
            self._slow = slow
            self.set_words(shown)

    def set_digits(self, shown: Shown) -> None:
        """What a second changes: each face draws it in its own way."""
        raise NotImplementedError

    def set_words(self, shown: Shown) -> None:
        """Everything that does not change from second to second."""
        self._command = shown.command
        self.ring.set_fill(shown.fill)
        self.ring.setAccessibleName(shown.caption)
        self.ring.setToolTip(shown.caption)
        self.dots.set_dots(shown.done, shown.per_set, current=shown.current, spoken=shown.dots)
        self.gap.set_gap(shown.gap, keep=shown.keep)

    def set_timer(self, timer: TimerView) -> None:
        """Task, tags and project as stored; what is being typed stays."""
        self.task.set_value(timer.task, timer.tags)
        known = {option.value for option in self._options}
        if timer.project_id is not None and timer.project_id not in known:
            self._options = [*self._options, Option(timer.project_id, timer.project or "", 0)]
        self.project.set_options(self._options, timer.project_id)

    def set_projects(self, options: Sequence[Option]) -> None:
        self._options = list(options)
        self.project.set_options(self._options, self.project.value())

    def _on_main(self) -> None:
        if self._command:
            self.commanded.emit(self._command)
