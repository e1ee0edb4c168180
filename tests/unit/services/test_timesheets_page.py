"""docs/rules/timesheets.md against the program."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from desktop.app import Node
from desktop.base.errors import Rejected
from desktop.contract.models import SheetDecision, WorkforceTimesheetInput
from desktop.domain import timesheets as rules
from desktop.services.context import Principal
from tests.helpers import worked
from tests.helpers.clock import FakeClock
from tests.helpers.punching import punch
from tests.helpers.team import Cast

NAME = "rules/timesheets"
BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = dt.date(2026, 11, 16)
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


class Play:
    """The people of the page's examples, and one sheet."""

    def __init__(self, node: Node, me: Principal, clock: FakeClock) -> None:
        cast = Cast(node, me.team_id)
        self.node = node
        self.people = {
            "member": cast.member("Bo"),
            "manager": cast.member("Ada", "Team Manager"),
            "admin": me,
        }
        clock.wall = dt.datetime(2026, 11, 23, 8, tzinfo=dt.UTC)

    def works(self, text: str, key: str = "") -> None:
        """`Mon 09:00-17:00`; with a key as a device brings it later."""
        day, _, times = text.partition(" ")
        date = MONDAY + dt.timedelta(days=DAYS.index(day))
        for status, clock in zip(("start", "stop"), times.split("-"), strict=True):
            at = dt.datetime.combine(date, dt.time.fromisoformat(clock), BERLIN)
            own = f"{key}-{status}" if key else ""
            punch(self.node, self.people["member"], status, timestamp=at, key=own)

    @property
    def sheet(self) -> Any:
        (sheet,) = self.node.bus.call("timesheets.list", principal=self.people["member"])
        return sheet

    def puts(self, who: str, **fields: Any) -> None:
        """Refused or not: what came of it is looked at afterwards."""
        body = WorkforceTimesheetInput(**fields)
        try:
            self.node.bus.call(
                "timesheets.update", principal=self.people[who], body=body, id=self.sheet.id
            )
        except Rejected:
            return


def test_a_week_goes_through_the_states_of_the_page(
    node: Node, me: Principal, clock: FakeClock
) -> None:
    example = worked.titled(NAME, "A week that is denied once")
    play = Play(node, me, clock)
    for text in example.all("worked"):
        play.works(text)
    assert len(example.rows) == 9
    for row in example.rows:
        because = {"reason": row["because"]} if row["because"] else {}
        play.puts(row["who"], status=row["wants"], **because)
        sheet = play.sheet
        assert sheet.status == row["the sheet is"], row
        may = [
            actor.name.lower()
            for actor in rules.Actor
            if rules.may_edit(sheet.status, actor, locked=sheet.locked)
        ]
        assert ", ".join(may) == row["lines are open to"]
        if row["because"]:
            assert sheet.reason == row["because"]


def test_late_work_waits_as_the_page_says(node: Node, me: Principal, clock: FakeClock) -> None:
    example = worked.titled(NAME, "Two hours from a kiosk that was offline")
    play = Play(node, me, clock)
    play.works(example["approved"])
    play.puts("member", status="submitted")
    play.puts("manager", status="approved")
    play.works(example["late"], key="kiosk")
    for row in example.rows:
        (request,) = play.sheet.corrections
        if row["decides"]:
            decision: Any = row["decides"]
            one = SheetDecision(attendance_id=request.attendance_id, decision=decision)
            play.puts(row["who"], corrections=[one])
        (request,) = play.sheet.corrections
        said = (play.sheet.status, str(play.sheet.work_minutes), request.status)
        assert said == (row["the sheet is"], row["minutes"], row["the request is"])


def test_the_table_of_the_page_is_the_table_of_the_code() -> None:
    text = (worked.DOCS / f"{NAME}.md").read_text(encoding="utf-8")
    states = ("unsubmitted", "submitted", "preapproved", "approved", "denied")
    told: dict[tuple[str, str], str] = {}
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 3 and cells[2] in {"the member", "a manager", "an admin"}:
            froms = [
                state for state in states if state in cells[0].replace("(locked)", "").split(", ")
            ]
            froms = froms or [cells[0].split()[0]]
            any_other = "anything else" in cells[1]
            tos = states if any_other else [s for s in states if s in _words(cells[1])]
            told |= {(a, b): cells[2].split()[1] for a in froms for b in tos if a != b}
    code = {
        (a, b): who.name.lower()
        for a in states
        for b in states
        if a != b and (who := rules.needed(a, b)) is not None
    }
    assert told == code


def _words(text: str) -> set[str]:
    return set(text.replace(",", " ").split())
