"""What the pomodoro's fields offer: projects with their sums, past tags, and a new project."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QObject, Signal

from desktop.base.events import Changed
from desktop.contract.models.tomatoes import Project, ProjectInput
from desktop.domain import tomatoes
from desktop.services import projects, today
from desktop.services.projects import ProjectSum
from desktop.store.uow import Reader

from ... import format as fmt
from ...call import explain
from ...context import UiContext
from ...toast import toasts_of
from ...widgets.combo import Option
from ..focus.new_project import NewProject
from ..focus.panel import FocusPanel

translate = QCoreApplication.translate
KINDS = frozenset(["project", "tomato"])
"""What the list of projects, their sums and the past tags are made of."""


class Labels(QObject):
    """Read when first asked for, then again whenever one changes, by whomever.

    `known` comes after each reading. `made` carries the id of a project that was just made here,
    as an object: it is larger than Qt's int.
    """

    known = Signal()
    made = Signal(object)

    def __init__(self, context: UiContext, panel: FocusPanel) -> None:
        super().__init__(panel)
        self._context, self._panel = context, panel
        self._asked = self._reading = self._again = False
        self.sheet: NewProject | None = None
        context.bridge.changed.connect(self._on_changed)
        panel.project_wanted.connect(self._open)

    def read(self) -> None:
        """A wish that comes while they are being read is served once after it."""
        self._asked = True
        if self._reading:
            self._again = True
            return
        self._reading = True
        user_id = self._context.principal.user_id

        def found(reader: Reader) -> tuple[list[ProjectSum], list[str]]:
            return projects.sums(reader, user_id), today.past_tags(reader, user_id)

        call = self._context.read(self._panel, found)
        call.on_success(self._on_read).on_failure(self._on_unread).run()

    def _on_changed(self, changed: Changed) -> None:
        if self._asked and not KINDS.isdisjoint(changed.kinds):
            self.read()

    def _on_read(self, found: tuple[list[ProjectSum], list[str]]) -> None:
        sums, tags = found
        options = [Option(None, translate("Focus", "No project"))]
        options += [
            Option(one.project_id, one.name, i, _spent(one)) for i, one in _oldest_first(sums)
        ]
        self._panel.set_projects(options)
        self._panel.set_suggestions(tags)
        self.known.emit()
        self._once_more()

    def _on_unread(self, error: BaseException) -> None:
        self._fail(error)
        self._once_more()

    def _once_more(self) -> None:
        self._reading = False
        if self._again:
            self._again = False
            self.read()

    def _open(self) -> None:
        if self.sheet is not None:
            return
        self.sheet = sheet = NewProject(self._panel.window())
        sheet.closed.connect(self._on_closed)
        sheet.named.connect(self._make)
        sheet.open()

    def _on_closed(self) -> None:
        self.sheet = None

    def _make(self, name: str) -> None:
        # pomodoros count for a project by its tags, so it gets one of its own
        fields = {"name": name, "tag_list": name.replace(",", " ")}
        body = ProjectInput(project=fields)
        call = self._context.operation(self._panel, "projects.create", body=body)
        call.on_success(self._on_made).on_failure(self._fail).run()

    def _on_made(self, project: Project) -> None:
        self.made.emit(tomatoes.row_id(project.id))

    def _fail(self, error: BaseException) -> None:
        toasts = toasts_of(self._panel)
        if toasts is not None:
            toasts.show(explain(error), tone="failed")


def _oldest_first(sums: list[ProjectSum]) -> list[tuple[int, ProjectSum]]:
    """With their colours, which a project keeps when others are added."""
    return list(enumerate(reversed(sums)))


def _spent(project: ProjectSum) -> str:
    """What the pomodoros with the project's tags add up to, beside its budget of hours."""
    spent = fmt.prose(project.spent)
    if project.time_budget is None:
        return spent
    words = translate("Focus", "%1 of %2 h").replace("%1", spent)
    return words.replace("%2", str(project.time_budget))
