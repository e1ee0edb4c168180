"""The pomodoro: a card, or a bar where the window is narrow; never both."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from desktop.services.timer import TimerView

from ...widgets.combo import Option
from .bar import FocusBar
from .card import FocusCard
from .face import Face
from .model import Shown


class FocusPanel(QWidget):
    """Holds the face that fits the width; each is made when it is first needed."""

    commanded = Signal(str)
    labelled = Signal(str, list)
    project_chosen = Signal(object)
    project_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._faces: dict[bool, Face] = {}
        self._shown: Shown | None = None
        self._timer: TimerView | None = None
        self._projects: list[Option] = []
        self._tags: list[str] = []
        self._compact = False
        self.face = self._face()

    def set_compact(self, *, compact: bool) -> None:
        if compact == self._compact:
            return
        focused = QApplication.focusWidget()
        had_focus = focused is not None and self.face.isAncestorOf(focused)
        self.face.hide()
        self._compact = compact
        self.face = self._face()
        self.face.show()
        self._fill()
        if had_focus:
            self.face.main.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_shown(self, shown: Shown) -> None:
        self._shown = shown
        self.face.set_shown(shown)

    def set_timer(self, timer: TimerView) -> None:
        self._timer = timer
        self.face.set_timer(timer)

    def set_projects(self, options: Sequence[Option]) -> None:
        self._projects = list(options)
        self.face.set_projects(options)

    def set_suggestions(self, tags: Sequence[str]) -> None:
        self._tags = list(tags)
        self.face.task.set_suggestions(tags)

    def toggle(self) -> None:
        """Ctrl+P: what the main button stands for now."""
        if self._shown is not None:
            self.commanded.emit(self._shown.command)

    def _face(self) -> Face:
        known = self._faces.get(self._compact)
        if known is not None:
            return known
        made: Face = FocusBar() if self._compact else FocusCard()
        self._faces[self._compact] = made
        made.commanded.connect(self.commanded)
        made.labelled.connect(self.labelled)
        made.project_chosen.connect(self.project_chosen)
        made.project_wanted.connect(self.project_wanted)
        self._column.addWidget(made)
        return made

    def _fill(self) -> None:
        self.face.set_projects(self._projects)
        self.face.task.set_suggestions(self._tags)
        if self._timer is not None:
            self.face.set_timer(self._timer)
        if self._shown is not None:
            self.face.set_shown(self._shown)
