"""Many shifts at once: copied to other dates as drafts, or published. For the window and terminals.

The contract has no such operation. Each shift is made or changed by the operation that does it for one
and told to the recorder as such, so that it is synchronised, audited and refused like any other.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, Literal

import msgspec

from desktop.base.errors import Forbidden, NotFound, Rejected, invalid
from desktop.contract.models import ShiftWarning, WorkforceShift, WorkforceShiftInput
from desktop.domain import roster as rules
from desktop.domain.zones import day_of, midnight, week_begins
from desktop.store.queries import shifts as queries
from desktop.store.schema import Row
from desktop.store.uow import Reader, UnitOfWork

from . import person, roster_checks, shifts, workforce
from .bus import Bus
from .context import Call, Principal, Role
from .inputs import refused

DAY = dt.timedelta(days=1)
MOST = 1000
"""Shifts that one copy may make: a year of a week of twenty."""
_KEPT = ("title", "location_id", "location_name", "role", "department", "details", "data")

Record = Callable[[UnitOfWork, str, Call, Mapping[str, Any], Any, Any], None]
"""`(uow, operation name, call, params, body, result)`: the bus' `note`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which shifts: by number, or those that begin on the days from `first` to `last` of the team's
    zone (`week`: on the days of the week that holds `first`), of one person or place if given.
    """

    shift_ids: tuple[int, ...] = ()
    first: dt.date | None = None
    last: dt.date | None = None
    week: bool = False
    user_id: int | None = None
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """`to` are the days on which the first day of the selection falls (of a week: any of its days)."""

    selection: Selection
    to: tuple[dt.date, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Publish:
    selection: Selection


@dataclass(frozen=True, slots=True)
class Left:
    """A shift that was left out, and the day it would be on.

    `code` is there, overlap, published or canceled.
    """

    shift_id: int
    day: dt.date
    code: str
    text: str


@dataclass(slots=True)
class Planned:
    """What was made or published, each with its warnings, and what was left out and why."""

    done: list[WorkforceShift] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)

    def plain(self) -> dict[str, Any]:
        plain: dict[str, Any] = msgspec.to_builtins({"done": self.done, "left": self.left})
        return plain


class _Rehearsed(Rejected):
    """Ends a rehearsal: what it wrote is undone, what it found goes to the caller."""

    def __init__(self, found: Planned) -> None:
        super().__init__("This was only tried.")
        self.found = found


class _Wish(msgspec.Struct, forbid_unknown_fields=False):
    """A wish as the command line sends it."""

    command: Literal["copy", "publish"]
    shift_ids: tuple[int, ...] = ()
    first: dt.date | None = None
    last: dt.date | None = None
    week: bool = False
    user_id: int | None = None
    place: str = ""
    to: tuple[dt.date, ...] = ()


def wish(payload: Mapping[str, Any]) -> Copy | Publish:
    """A wish from plain values: the fields of Selection, `command` and, to copy, `to`."""
    try:
        read = msgspec.convert(payload, _Wish)
    except msgspec.ValidationError as error:
        raise refused(str(error)) from error
    chosen = Selection(
        shift_ids=read.shift_ids,
        first=read.first,
        last=read.last,
        week=read.week,
        user_id=read.user_id,
        place=read.place,
    )
    return (
        Copy(selection=chosen, to=read.to) if read.command == "copy" else Publish(selection=chosen)
    )


def submit(
    bus: Bus, who: Principal, wish: Copy | Publish, *, rehearse: bool = False, initiator: str = ""
) -> Future[Planned]:
    """Does it in one transaction. `rehearse` answers the same and changes nothing."""
    now = bus.store.clock.now()

    def work(uow: UnitOfWork) -> Planned:
        found = _run(uow, who, now, wish, bus.note)
        if rehearse:
            raise _Rehearsed(found)
        return found

    written = bus.store.write(work, initiator=initiator)
    if not rehearse:
        return written
    told: Future[Planned] = Future()
    written.add_done_callback(lambda ended: _tell(ended, told))
    return told


def _tell(ended: Future[Planned], told: Future[Planned]) -> None:
    error = ended.exception()
    if isinstance(error, _Rehearsed):
        told.set_result(error.found)
    elif error is not None:
        told.set_exception(error)


def _run(
    uow: UnitOfWork, who: Principal, now: dt.datetime, wish: Copy | Publish, record: Record
) -> Planned:
    if not who.manages:
        raise Forbidden("Not authorized. A manager of the team plans shifts.")
    name = "shifts.copy" if isinstance(wish, Copy) else "shifts.publish"
    desk = _Desk(uow, Call(operation=name, principal=who, now=now), record)
    return desk.copy(wish) if isinstance(wish, Copy) else desk.publish(wish)


class _Desk:
    def __init__(self, uow: UnitOfWork, call: Call, record: Record) -> None:
        self._uow, self._call, self._record = uow, call, record
        self._zone = workforce.zone(uow, call.team_id)
        self._week_start = workforce.of(uow, call.team_id)["week_start"]
        self._made = Planned()

    def copy(self, wish: Copy) -> Planned:
        found = [row for row in self._selected(wish.selection) if not row["canceled"]]
        found = [row for row in found if row["start_at"] is not None and row["end_at"] is not None]
        if not wish.to:
            raise invalid("to", "can't be blank")
        if len(found) * len(wish.to) > MOST:
            raise invalid("to", f"would make more than {MOST} shifts at once")
        if not found:
            return self._made
        anchor = self._first(wish.selection) or day_of(found[0]["start_at"], self._zone)
        for target in dict.fromkeys(wish.to):
            day = self._monday(target) if wish.selection.week else target
            if day == anchor:
                raise invalid("to", "is where the shifts are already")
            self._copy_all(found, (day - anchor).days)
        return self._made

    def publish(self, wish: Publish) -> Planned:
        by_number = bool(wish.selection.shift_ids)
        for row in self._selected(wish.selection):
            if row["canceled"] or row["published"]:
                if by_number:
                    code = "canceled" if row["canceled"] else "published"
                    self._leave(row, row["start_at"], code, f"is {code} already")
                continue
            if self._taken(row, row):
                continue
            body = WorkforceShiftInput(status="published")
            shift = shifts.manager_update(self._uow, self._call, body, id=row["id"])
            params = {"id": row["id"]}
            self._record(self._uow, "shifts.manager_update", self._call, params, body, shift)
            self._made.done.append(shift)
        return self._made

    def _copy_all(self, found: Sequence[Row], days: int) -> None:
        there = self._open_there(found, days)
        for row in found:
            start, end = rules.later((row["start_at"], row["end_at"]), days, self._zone)
            who = self._still_here(row["assignee_id"])
            copied = {**row, "id": None, "assignee_id": who, "start_at": start, "end_at": end}
            if who is None and there[rules.slot(copied)] > 0:
                there[rules.slot(copied)] -= 1
                self._leave(row, start, "there", "is there already")
            elif not self._taken(row, copied):
                self._make(row, copied)

    def _open_there(self, found: Sequence[Row], days: int) -> Counter[tuple[Any, ...]]:
        """Open shifts that the target days have: copying twice must not double them."""
        times = [rules.later((row["start_at"], row["end_at"]), days, self._zone) for row in found]
        span = (min(start for start, _ in times), max(end for _, end in times))
        rows = queries.shifts_between(self._uow, self._call.team_id, span)
        open_ones = (row for row in rows if row["assignee_id"] is None and not row["canceled"])
        return Counter(rules.slot(row) for row in open_ones)

    def _make(self, row: Row, copied: Row) -> None:
        who = copied["assignee_id"]
        names = (*_KEPT, "start_at", "end_at", "assignee_id")
        values = {name: copied[name] for name in names if copied[name] not in (None, "", {})}
        body = WorkforceShiftInput(status="open" if who is None else "assigned", **values)
        shift = shifts.manager_create(self._uow, self._call, body)
        self._record(self._uow, "shifts.manager_create", self._call, {}, body, shift)
        if who != row["assignee_id"] and isinstance(shift.warnings, list):
            text = "Whoever had this shift no longer works here; the copy is open."
            shift.warnings.insert(0, ShiftWarning(code="person", text=text, severity="low"))
        self._made.done.append(shift)

    def _taken(self, row: Row, shift: Row) -> bool:
        """Leaves out a shift whose person works then; the same hours mean it was copied before."""
        who = shift["assignee_id"]
        other = None if who is None else roster_checks.overlapped(self._uow, shift, who)
        if other is None:
            return False
        if all(other[name] == shift[name] for name in ("start_at", "end_at")):
            self._leave(row, shift["start_at"], "there", "is there already")
        else:
            text = roster_checks.overlap_text(self._uow, other)
            self._leave(row, shift["start_at"], "overlap", text)
        return True

    def _leave(self, row: Row, start: dt.datetime, code: str, text: str) -> None:
        self._made.left.append(Left(row["id"], day_of(start, self._zone), code, text))

    def _still_here(self, user_id: int | None) -> int | None:
        if user_id is None:
            return None
        here = person.role_in(self._uow, user_id, self._call.team_id) is not Role.NONE
        return user_id if here else None

    def _selected(self, chosen: Selection) -> list[Row]:
        return list(_narrowed(self._rows(chosen), chosen))

    def _rows(self, chosen: Selection) -> list[Row]:
        if chosen.shift_ids:
            return _by_number(self._uow, self._call.team_id, chosen.shift_ids)
        first = self._first(chosen)
        if first is None:
            raise invalid("first", "can't be blank without shifts")
        last = first + 6 * DAY if chosen.week else chosen.last or first
        if last < first:
            raise invalid("last", "is before the first day")
        span = (midnight(first, self._zone), midnight(last + DAY, self._zone))
        rows = queries.shifts_between(self._uow, self._call.team_id, span)
        return [row for row in rows if row["start_at"] >= span[0]]

    def _first(self, chosen: Selection) -> dt.date | None:
        if chosen.shift_ids or chosen.first is None:
            return None
        return self._monday(chosen.first) if chosen.week else chosen.first

    def _monday(self, day: dt.date) -> dt.date:
        """The first day of the team's week."""
        return week_begins(day, self._week_start)


def _by_number(reader: Reader, team_id: int, shift_ids: Iterable[int]) -> list[Row]:
    wanted = sorted(set(shift_ids))
    rows = reader.find("shift", {"id in": wanted, "team_id": team_id}, order="start_at, id")
    missing = set(wanted) - {row["id"] for row in rows}
    if missing:
        raise NotFound(f"No shift {min(missing)}.")
    return rows


def _narrowed(rows: Iterable[Row], chosen: Selection) -> Iterable[Row]:
    for row in rows:
        if chosen.user_id is not None and row["assignee_id"] != chosen.user_id:
            continue
        if not chosen.place or row["location_name"] == chosen.place:
            yield row
