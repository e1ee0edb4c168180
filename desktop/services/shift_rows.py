"""The shift list of Today: what is on, what is next, and what one may ask for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from desktop.domain import today as rules
from desktop.domain.shifts import due_at
from desktop.domain.today import ClockView, Plan, Question, ShiftRow
from desktop.store.queries import today as queries
from desktop.store.schema import Row
from desktop.store.uow import Reader

from . import shift_questions
from .frame import Frame

MOST_MINE = MOST_OPEN = 20
"""So many own and so many open shifts are listed at most; the Shifts section has them all."""
FILLED = 5
"""A list shorter than this goes on with what comes after the week, as far as HORIZON."""
HORIZON = dt.timedelta(days=28)
_INSTANT = dt.timedelta(milliseconds=1)


def rows_of(
    reader: Reader, frame: Frame, mine: Sequence[Row], clock: ClockView, until: dt.datetime
) -> tuple[ShiftRow, ...]:
    """The rows as of `frame.now`; `mine` are the person's shifts before `until`."""
    found = _Rows(reader, frame)
    on = clock.plan.shift_id if clock.plan is not None and clock.punching is not None else None
    due = [shift for shift in mine if shift["end_at"] > frame.now or shift["id"] == on]
    for shift in due[:MOST_MINE]:
        found.add_mine(shift)
    found.add_open(found.free(frame.now, until, MOST_OPEN))
    found.add_declined(until)
    found.go_on(until)
    return tuple(sorted(found.rows, key=lambda row: (_ORDER.index(row.group), row.start, row.id)))


def plan_of(shift: Row) -> Plan:
    return Plan(
        shift["id"],
        shift["start_at"],
        shift["end_at"],
        shift["role"] or shift["title"] or "",
        shift["location_name"] or "",
    )


_ORDER = ("now", "today", "tomorrow", "week", "next", "later")


class _Rows:
    """Rows as they are found, each shift once."""

    def __init__(self, reader: Reader, frame: Frame) -> None:
        self._reader, self._frame = reader, frame
        whose = {"user_id": frame.user_id, "team_id": frame.team_id}
        self._member = reader.one("member", whose) or {}
        self.rows: list[ShiftRow] = []

    def free(self, since: dt.datetime, until: dt.datetime, limit: int) -> list[Row]:
        return queries.open_shifts(
            self._reader,
            self._frame.team_id,
            since,
            until,
            roles=self._member.get("roles") or (),
            locations=self._member.get("locations") or (),
            limit=limit,
        )

    def add_mine(self, shift: Row) -> None:
        group = self._group(shift, mine=True)
        if group is None:
            return
        asked = _questions(self._reader, self._frame, shift, self._member) if group == "now" else ()
        due = any(question.due_at <= self._frame.now for question in asked)
        self.rows.append(_row(shift, group, "assigned", "answer" if due else None, asked))

    def add_open(self, free: Sequence[Row]) -> None:
        requests = queries.live_requests(
            self._reader, self._frame.user_id, [shift["id"] for shift in free]
        )
        unsent = queries.waiting(
            self._reader, "shift_request", [request["id"] for request in requests.values()]
        )
        for shift in free:
            group, request = self._group(shift, mine=False), requests.get(shift["id"])
            if group is None:
                continue
            if request is None:
                self.rows.append(_row(shift, group, "open", "request"))
            else:
                self.rows.append(_requested(shift, group, request, unsent))

    def add_declined(self, until: dt.datetime) -> None:
        """Shifts that the person asked for and did not get; asked again while they are open."""
        frame = self._frame
        declined = queries.declined(self._reader, frame.user_id, frame.team_id, frame.now, until)
        listed = {row.id: i for i, row in enumerate(self.rows)}
        for shift in declined:
            group, at = self._group(shift, mine=False), listed.get(shift["id"])
            if at is not None:
                if self.rows[at].mark == "open":
                    self.rows[at] = _row(shift, self.rows[at].group, "rejected", "request")
            elif group is not None:
                self.rows.append(_row(shift, group, "rejected", None))

    def go_on(self, until: dt.datetime) -> None:
        """What comes after the week, when this one has little left: at least my next shift."""
        room = FILLED - len(self.rows)
        ahead = any(row.mark == "assigned" and row.group != "now" for row in self.rows)
        if room <= 0 and ahead:
            return
        frame, horizon = self._frame, until + HORIZON
        later = queries.my_shifts(self._reader, frame.user_id, frame.team_id, until, horizon)
        mine = [shift for shift in later if shift["start_at"] >= until]
        for shift in mine[: max(room, 0 if ahead else 1)]:
            self.add_mine(shift)
        room = FILLED - len(self.rows)
        if room > 0:
            self.add_open(self.free(until - _INSTANT, horizon, room))

    def _group(self, shift: Row, *, mine: bool) -> rules.Group | None:
        frame = self._frame
        return rules.group(
            shift["start_at"], frame.now, frame.zone, week_end=frame.after, mine=mine
        )


def _requested(shift: Row, group: rules.Group, request: Row, unsent: set[int]) -> ShiftRow:
    return _row(
        shift,
        group,
        request["status"],
        "withdraw",
        request_id=request["id"],
        unsent=request["id"] in unsent,
    )


def _row(
    shift: Row,
    group: rules.Group,
    mark: rules.Mark,
    act: rules.Act | None,
    questions: tuple[Question, ...] = (),
    *,
    request_id: int | None = None,
    unsent: bool = False,
) -> ShiftRow:
    plan = plan_of(shift)
    return ShiftRow(
        plan.shift_id,
        group,
        plan.start,
        plan.end,
        plan.role,
        plan.place,
        mark,
        act,
        questions,
        request_id,
        unsent,
    )


def _questions(reader: Reader, frame: Frame, shift: Row, member: Row) -> tuple[Question, ...]:
    """What the person was not asked yet, or did not answer."""
    labels = [member.get(name) or () for name in ("roles", "locations", "tags")]
    asked = shift_questions.asked(reader, shift, labels)
    if not asked:
        return ()
    known = queries.answered(reader, frame.user_id, shift["id"])
    return tuple(_question(row, shift) for row in asked if row["id"] not in known)


def _question(row: Row, shift: Row) -> Question:
    return Question(
        id=row["id"],
        shift_id=shift["id"],
        text=row["text"] or "",
        due_at=due_at(row, shift),
        closing=row["when"] != "start_shift",
    )
