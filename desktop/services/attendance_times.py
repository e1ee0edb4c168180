"""Recording a punch: the fact, the attendance, the session and the timesheet line, in one breath."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import msgspec

from desktop.base.clock import from_ms
from desktop.base.errors import Invalid
from desktop.base.ids import uuid7
from desktop.domain import attendance as rules
from desktop.domain import chain, zones
from desktop.domain.attendance import Origin, Placed
from desktop.domain.sessions import PAUSE, START, STOP, derive, fits, lapses
from desktop.domain.shifts import EARLY
from desktop.store.queries import ledger as ledger_queries
from desktop.store.queries import punches as queries
from desktop.store.queries import sheets as sheet_queries
from desktop.store.queries import standing as standings
from desktop.store.queries.standing import Chain, Member, Team
from desktop.store.schema import Row
from desktop.store.uow import UnitOfWork

from . import derivation, sheet_corrections, sheets
from .context import Sample

_EARLY_MS = EARLY // dt.timedelta(milliseconds=1)
_DAY = dt.timedelta(days=1)
_json = msgspec.json.Encoder()
_POSITION = ("latitude", "longitude", "accuracy", "address", "location_name")


@dataclass(slots=True)
class Entry:
    """A punch to be recorded. `at` and `now` are milliseconds; `details` what came with it.

    `named` is the number of a shift, or of its event, that the caller gave; `demo` and `device`
    are set by demo data, whose punches form a chain of their own.
    """

    user_id: int
    team_id: int
    actor_id: int
    status: str
    at: int
    now: int
    origin: Origin
    source: str
    uid: str = ""
    zone: str = ""
    manual: bool = False
    sample: Sample | None = None
    event_id: int | None = None
    named: int | None = None
    details: dict[str, Any] = field(default_factory=dict)
    demo: int | None = None
    device: str | None = None
    told: tuple[str, ...] = ()
    """Flags that the device gave the punch which another node recorded."""


def record(uow: UnitOfWork, entry: Entry) -> Row:
    """Records a punch and what follows from it; returns the attendance.

    Invalid, naming `status` and what is allowed now, when the order does not allow it.
    """
    at = from_ms(entry.at)
    known = standings.member(uow, entry.user_id, entry.team_id)
    team = standings.team(uow, entry.team_id)
    chained = standings.chain(uow, entry.device)
    name, zone = zones.first_known(entry.zone, team.zone)
    number = uow.new_id()
    _need_once(entry, known, zone)
    late = known.latest_at is not None and (entry.at, number) < (known.latest_at, known.latest_id)
    placed = _among(uow, entry, number, zone) if late else _behind(entry, known)
    if placed.at != entry.at:
        entry.details["shown_at"] = placed.at
    if entry.status == START and team.day_start:
        entry.details["day_start"] = team.day_start
    skew = standings.skew(uow)
    odd = _flags(entry, known, team, name) + _clock_flags(entry, chained, skew)
    flags = list(dict.fromkeys([*odd, *placed.flags, *entry.told]))
    if late and entry.origin is Origin.TRUSTED:
        flags.append(rules.LATE)
    day = zones.day_of(at, zone, team.day_start)
    if day.isoformat() <= standings.locked_until(uow, entry.user_id, entry.team_id) and _is_locked(
        uow, entry, day
    ):
        flags.append(rules.LOCKED)
    shift = _shift(uow, entry, known, placed.at, late=late)
    _append(uow, entry, chained, skew, number, shift, (name, zone), flags)
    row = _attendance(uow, entry, number, placed.at, shift, name, flags)
    if late:
        standings.forget(uow, entry.user_id, entry.team_id)
        derivation.recompute(uow, entry.user_id, entry.team_id, placed.at)
        row = uow.get("attendance", number) or row
    else:
        known.latest_at, known.latest_id, known.latest_status = placed.at, number, entry.status
        if not placed.flags:
            _follow(uow, entry, known, row, day)
    if rules.LOCKED in flags:
        sheet_corrections.punched(uow, row)
    return row


def _need_once(entry: Entry, known: Member, zone: dt.tzinfo) -> None:
    """Refuses a double tap, naming the first; what another node accepted is only flagged."""
    if not rules.taps(entry.status, entry.at, known.latest_status, known.latest_at):
        return
    if entry.origin is Origin.TRUSTED:
        entry.told = (*entry.told, rules.DOUBLE_TAP)
        return
    first = from_ms(known.latest_at or 0).astimezone(zone)
    state = known.last_status if known.running else None
    text = (
        f"{rules.DONE[entry.status]} at {first:%H:%M:%S}; a second tap within 5 s counts once. "
        f"Allowed now: {', '.join(rules.allowed(state))}."
    )
    raise Invalid(text, {"status": [text]})


def _behind(entry: Entry, known: Member) -> Placed:
    """Nothing is later: the newest session decides."""
    state = known.last_status if known.running else None
    if fits(state, entry.status) or _lapses(entry, known):
        return Placed(entry.at)
    if entry.origin is Origin.TRUSTED:
        return Placed(entry.at, (rules.OUT_OF_ORDER,))
    raise refused(state)


def _lapses(entry: Entry, known: Member) -> bool:
    return known.running and lapses(entry.status, entry.at, known.start_at)


def _among(uow: UnitOfWork, entry: Entry, number: int, zone: dt.tzinfo) -> Placed:
    history = derivation.history(uow, entry.user_id, entry.team_id, entry.at)
    placed = rules.place(history, entry.status, entry.at, number, entry.origin)
    if placed is not None:
        return placed
    if entry.origin is Origin.STATED:
        then = zones.spoken(from_ms(entry.at), zone)
        raise refused(rules.standing(history, entry.at), then)
    raise refused(rules.state_of(derive(history).last))


def refused(state: str | None, then: str = "") -> Invalid:
    """Names `status` and says what is allowed; `then` when it is about another time than now."""
    text = rules.refusal(state)
    if then:
        text = f"It does not fit between the punches around {then}. {text}"
    return Invalid(text, {"status": [text]})


def _flags(entry: Entry, known: Member, team: Team, zone: str) -> list[str]:
    flags: list[str] = []
    if entry.zone and entry.zone != zone:
        flags.append(rules.UNKNOWN_ZONE)
    if entry.at > entry.now + rules.JUMP:
        flags.append(rules.FUTURE)
    if entry.origin is Origin.STATED and abs(entry.at - entry.now) >= rules.JUMP:
        flags.append(rules.STATED)
    if entry.source in team.off:
        flags.append(rules.SWITCHED_OFF)
    if team.needs_gps and entry.details.get("latitude") is None:
        flags.append(rules.NO_POSITION)
    if team.needs_photo and entry.status in {START, STOP} and not entry.details.get("image"):
        flags.append(rules.NO_PHOTO)
    if entry.status == STOP and known.running and entry.at - known.start_at > rules.LONG:
        flags.append(rules.LONG_SESSION)
    return flags


def _clock_flags(entry: Entry, chained: Chain, skew: int | None) -> list[str]:
    """What the clocks of the device say of a punch of this moment."""
    sample = entry.sample
    if sample is None or entry.origin is not Origin.LIVE:
        return []
    flags = [] if skew is None or abs(skew) < rules.JUMP else [rules.CLOCK_OFF]
    if (
        chained.monotonic_ms is not None
        and chained.boot_id == sample.boot_id
        and rules.jumped(entry.at, sample.monotonic_ms, chained.wall, chained.monotonic_ms)
    ):
        flags.append(rules.CLOCK_JUMP)
    return flags


def _is_locked(uow: UnitOfWork, entry: Entry, day: dt.date) -> bool:
    sheet = sheet_queries.holding(uow, entry.team_id, entry.user_id, day)
    return sheet is not None and bool(sheet["locked"])


def _shift(
    uow: UnitOfWork, entry: Entry, known: Member, at: int, *, late: bool
) -> tuple[int | None, int | None]:
    """(shift, event): as named, else as the session's, else the one at hand when it starts."""
    if entry.named is not None:
        found = queries.shift_named(uow, entry.team_id, entry.named)
        if found is not None:
            return found[0], entry.event_id if entry.event_id is not None else found[1]
    if entry.status == START:
        found = queries.shift_at(uow, entry.user_id, entry.team_id, at, _EARLY_MS)
        if found is not None and entry.event_id is None:
            return found
        return None, entry.event_id
    if known.running and not late:
        event = entry.event_id if entry.event_id is not None else known.event_id
        return known.shift_id, event
    if (
        not late and entry.event_id is None
    ):  # no session is open: the shift at hand is the next guess
        return queries.shift_at(uow, entry.user_id, entry.team_id, at, 0) or (None, None)
    return None, entry.event_id


def _append(
    uow: UnitOfWork,
    entry: Entry,
    chained: Chain,
    skew: int | None,
    number: int,
    shift: tuple[int | None, int | None],
    zone: tuple[str, dt.tzinfo],
    flags: list[str],
) -> None:
    sample = entry.sample if entry.origin is Origin.LIVE else None
    details = {name: value for name, value in entry.details.items() if value is not None}
    if entry.manual:
        details["manual"] = True
    previous = chained.hash if chained.seq else chain.ROOT
    content = (
        number,
        entry.uid or uuid7(),
        entry.user_id,
        entry.team_id,
        entry.status,
        entry.at,
        shift[1],
        shift[0],
        entry.actor_id,
        zone[0],
        zones.offset_minutes(from_ms(entry.at), zone[1]),
        sample.monotonic_ms if sample else None,
        sample.boot_id if sample else None,
        skew if sample else None,
        entry.source,
        _json.encode(details).decode(),
        _json.encode(flags).decode(),
        entry.now,
        entry.demo,
        chained.device,
        chained.seq + 1,
    )
    digest = ledger_queries.append(uow, "punch", content, previous)
    chained.seq, chained.hash = chained.seq + 1, digest
    if sample is not None:
        chained.wall, chained.monotonic_ms, chained.boot_id = (
            entry.at,
            sample.monotonic_ms,
            sample.boot_id,
        )


def _attendance(
    uow: UnitOfWork,
    entry: Entry,
    number: int,
    at: int,
    shift: tuple[int | None, int | None],
    zone: str,
    flags: list[str],
) -> Row:
    details = entry.details
    row: Row = {
        "id": number,
        "user_id": entry.user_id,
        "team_id": entry.team_id,
        "status": entry.status,
        "timestamp": at,
        "event_id": shift[1],
        "shift_id": shift[0],
        "actor_id": entry.actor_id,
        "time_zone": zone,
        "source": entry.source,
        "manual": int(entry.manual),
        "note": details.get("note"),
        "paid": details.get("paid"),
        **{name: details.get(name) for name in _POSITION},
        "image": None,
        "flags": _json.encode(flags).decode(),
        "demo": entry.demo,
        "created_at": entry.now,
        "updated_at": entry.now,
    }
    image = details.get("image")
    if image:
        row["image"] = _json.encode(image).decode()
    queries.add_attendance(uow, row)
    row.update(timestamp=from_ms(at), manual=entry.manual, flags=flags, image=image or None)
    row["created_at"] = row["updated_at"] = from_ms(entry.now)
    return row


def _follow(uow: UnitOfWork, entry: Entry, known: Member, row: Row, day: dt.date) -> None:
    """The newest punch begins the member's session or moves it on."""
    at = entry.at
    if entry.status == START:
        if known.running:
            queries.lapse_session(uow, known.id or 0)
        queries.add_session(
            uow,
            (
                row["id"],
                entry.user_id,
                entry.team_id,
                at,
                None,
                START,
                at,
                0,
                0,
                day.isoformat(),
                row["time_zone"],
                row["event_id"],
                row["shift_id"],
                entry.demo,
                0,
            ),
        )
        known.begin(row["id"], at, day.isoformat(), row["time_zone"])
        known.event_id, known.shift_id = row["event_id"], row["shift_id"]
        return
    passed = max(0, at - known.last_at)
    resting = known.last_status == PAUSE
    work = known.work_ms + (0 if resting else passed)
    rest = known.break_ms + (passed if resting else 0)
    session_id = known.id or 0
    known.end_at = at if entry.status == STOP else None
    known.last_status, known.last_at, known.work_ms, known.break_ms = entry.status, at, work, rest
    queries.advance_session(
        uow,
        session_id,
        end_at=known.end_at,
        last_status=entry.status,
        last_at=at,
        work_ms=work,
        break_ms=rest,
    )
    if entry.status == STOP:
        sheets.write_line(
            uow,
            {
                "id": session_id,
                "user_id": entry.user_id,
                "team_id": entry.team_id,
                "end_at": from_ms(at),
                "work_ms": work,
                "break_ms": rest,
                "day": dt.date.fromisoformat(known.day),
                "shift_id": known.shift_id,
                "demo": entry.demo,
            },
        )
