"""The pages about punches say what the program does."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from desktop.app import Node
from desktop.base.errors import Invalid
from desktop.contract.models import WorkforceInput
from desktop.services import forgotten, ledger
from desktop.services.context import Principal
from desktop.store.uow import UnitOfWork
from tests.helpers import worked
from tests.helpers.clock import FakeClock
from tests.helpers.punching import correct, punch, rows
from tests.helpers.team import Cast
from tests.helpers.worked import Example

VERBS = {"in": "start", "break": "pause", "back": "resume", "out": "stop"}
PAGES = [
    example
    for page in ("punches", "forgotten-clock-out", "corrections", "proof")
    for example in worked.page(f"rules/{page}")
]


class Told:
    """Does what the lines of an example say, one after the other."""

    def __init__(self, node: Node, me: Principal, clock: FakeClock, zone: ZoneInfo) -> None:
        cast = Cast(node, me.team_id)
        self.node, self.me, self.clock, self.zone = node, me, clock, zone
        self.bo = cast.member("Bo")
        self.people = {"member": self.bo, "manager": cast.member("Ada", "Team Manager")}
        self.made: list[int] = []
        self.flags: list[str] = []
        self.refusal = ""
        self.told = 0
        self.touched = False

    def instant(self, day: str, time: str) -> dt.datetime:
        wall = dt.datetime.fromisoformat(f"{day} {time}").replace(tzinfo=self.zone)
        return wall.astimezone(dt.UTC)

    def attempt(self, status: str, **more: object) -> None:
        self.refusal = ""
        try:
            done = punch(self.node, self.bo, status, time_zone=str(self.zone), **more)
        except Invalid as refused:
            self.refusal = refused.message
        else:
            self.made.append(done.id)
            self.flags = list(done.flags)

    def wait(self, day: str, time: str) -> None:
        self.clock.advance(seconds=(self.instant(day, time) - self.clock.now()).total_seconds())

    def at(self, text: str) -> None:
        day, time, verb = text.split()
        self.wait(day, time)
        self.attempt(VERBS[verb])

    def says(self, text: str) -> None:
        day, time, verb, other, when = text.split()
        self.wait(day, time)
        self.attempt(VERBS[verb], timestamp=self.instant(other, when))

    def corrects(self, text: str) -> None:
        who, number, day, time, *reason = text.split(" ", 4)
        self.refusal = ""
        more = {"timestamp": self.instant(day, time), "reason": "".join(reason)}
        try:
            correct(self.node, self.people[who], self.made[int(number) - 1], **more)
        except Invalid as refused:
            self.refusal = refused.message

    def refused(self, text: str) -> None:
        assert text in self.refusal

    def flagged(self, text: str) -> None:
        assert self.flags == text.split(", ")

    def asleep(self, text: str) -> None:
        self.clock.sleep(hours=float(text.split(maxsplit=1)[0]))

    def clock_(self, text: str) -> None:
        self.clock.set(hours=float(text.split(maxsplit=1)[0]))

    def asked(self, text: str) -> None:
        now, who = self.clock.now(), self.bo
        found = self.node.store.read(lambda r: forgotten.of(r, who.user_id, who.team_id, now))
        assert [str(one.day) for one in found] == ([] if text == "nothing" else [text])

    def history(self, text: str) -> None:
        who, _, reason = text.partition(",")
        row = rows(self.node, "correction")[self.told]
        self.told += 1
        assert (row["actor_id"], row["reason"]) == (self.people[who].user_id, reason.strip())

    def file(self, text: str) -> None:
        """Somebody changes a number in the file, past the program."""
        table, number, column, by = text.split()
        row_id = self.made[int(number) - 1]

        def work(uow: UnitOfWork) -> None:
            for guard in ledger.GUARDS:
                uow.execute(f"drop trigger {guard}")
            uow.execute(
                f"update {table} set {column} = {column} + ? where id = ?", (int(by), row_id)
            )

        self.node.store.write(work).result()
        self.touched = True

    def doctor(self, text: str) -> None:
        found = [fault.why for fault in self.node.store.read(ledger.faults)]
        assert found == [] if text == "nothing" else any(text in why for why in found)

    def zone_(self, _: str) -> None:
        """Known from the beginning."""

    def day_start(self, text: str) -> None:
        body = WorkforceInput(data={"day_start": text})
        self.node.bus.call("workforce.update", principal=self.me, body=body)


@pytest.mark.parametrize("example", PAGES, ids=lambda example: example.title)
def test_the_page_says_what_happens(
    node: Node, me: Principal, clock: FakeClock, example: Example
) -> None:
    zone = ZoneInfo(example["zone"])
    clock.set(days=-3)
    told = Told(node, me, clock, zone)
    for key, value in example.lines:
        getattr(told, f"{key}_" if key in {"clock", "zone"} else key)(value)
    found = [
        {
            "day": str(row["day"]),
            "start": f"{row['start_at'].astimezone(zone):%H:%M:%S}",
            "end": f"{row['end_at'].astimezone(zone):%H:%M:%S}",
            "worked": f"{row['work_ms'] // 3_600_000}:{row['work_ms'] // 60_000 % 60:02}",
        }
        for row in rows(node, "session", "start_at")
    ]
    assert found == list(example.rows)
    assert told.touched or node.store.read(ledger.faults) == []
