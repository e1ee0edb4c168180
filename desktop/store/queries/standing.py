"""Where a member stands when they punch, read once and then kept in step by whoever records.

Values are as SQLite stores them: instants in milliseconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec

from desktop.domain import zones

from ..memory import Topic
from ..uow import UnitOfWork

MEMBERS = Topic("members", frozenset({"attendance", "session"}))
CHAINS = Topic("chains", frozenset({"punch"}))
TEAMS = Topic("teams", frozenset({"workforce"}))
REMOTES = Topic("remotes", frozenset({"remote"}))
LOCKS = Topic("locks", frozenset({"timesheet"}))
LOOK = 1000
"""So many punches back a reading of the clocks still says something."""


@dataclass(slots=True)
class Member:
    """`latest_*` is the newest attendance, `id` to `shift_id` the newest session (None: never)."""

    latest_at: int | None
    latest_id: int | None
    latest_status: str | None
    id: int | None
    start_at: int
    end_at: int | None
    last_status: str
    last_at: int
    work_ms: int
    break_ms: int
    day: str
    zone: str | None
    event_id: int | None
    shift_id: int | None

    @property
    def running(self) -> bool:
        return self.id is not None and self.end_at is None

    def begin(self, number: int, at: int, day: str, zone: str | None) -> None:
        """The newest session is now one that has just begun."""
        self.id, self.start_at, self.end_at, self.day, self.zone = number, at, None, day, zone
        self.last_status, self.last_at, self.work_ms, self.break_ms = "start", at, 0, 0


@dataclass(slots=True)
class Chain:
    """The newest punch of a device; `seq` is 0 before the first.

    `wall`, `monotonic_ms` and `boot_id` are of the newest one that read the device's clocks: a time
    that somebody typed in between must not hide that the clock was set.
    """

    device: str
    seq: int
    hash: str
    wall: int
    monotonic_ms: int | None
    boot_id: str | None


@dataclass(frozen=True, slots=True)
class Team:
    """What a team's workforce account asks of a punch."""

    zone: str | None
    needs_gps: bool
    needs_photo: bool
    off: frozenset[str] = frozenset()
    """Sources that are switched off."""
    day_start: int = 0
    """Minutes after midnight at which a business day begins."""


_MEMBER = """
select a.timestamp, a.id, a.status,
       s.id, s.start_at, s.end_at, s.last_status, s.last_at, s.work_ms, s.break_ms, s.day,
       s.time_zone, s.event_id, s.shift_id
from (select 1)
left join attendance a on a.id = (
    select id from attendance where user_id = :user and team_id = :team
    order by timestamp desc, id desc limit 1)
left join session s on s.id = (
    select id from session where user_id = :user and team_id = :team
    order by start_at desc, id desc limit 1)
"""


def member(uow: UnitOfWork, user_id: int, team_id: int) -> Member:
    """The caller keeps what it gets in step with the attendances and sessions that it writes."""
    known = uow.memory.of(MEMBERS)
    found: Member | None = known.get((user_id, team_id))
    if found is None:
        (row,) = uow.select(_MEMBER, {"user": user_id, "team": team_id})
        found = known[user_id, team_id] = Member(*row)
    return found


def forget(uow: UnitOfWork, user_id: int, team_id: int) -> None:
    """After attendances or sessions were written that were not the newest."""
    uow.memory.of(MEMBERS).pop((user_id, team_id), None)


def chain(uow: UnitOfWork, device: str | None) -> Chain:
    """The end of a device's chain, by default this node's own; in step as for `member`."""
    known = uow.memory.of(CHAINS)
    found: Chain | None = known.get(device)
    if found is None:
        name = device or uow.meta("node_id") or ""
        rows = uow.select(
            "select seq, hash from punch where device = ? order by seq desc limit 1", (name,)
        )
        seq, digest = rows[0] if rows else (0, "")
        clocks = uow.select(
            "select timestamp, monotonic_ms, boot_id from punch "
            "where device = ? and seq > ? and monotonic_ms is not null order by seq desc limit 1",
            (name, seq - LOOK),
        )
        wall, monotonic, boot = clocks[0] if clocks else (0, None, None)
        found = known[device] = Chain(name, seq, digest, wall, monotonic, boot)
    return found


def team(uow: UnitOfWork, team_id: int) -> Team:
    known = uow.memory.of(TEAMS)
    found: Team | None = known.get(team_id)
    if found is None:
        rows = uow.select(
            f"select {_TEAM} from workforce where team_id = ?",
            (team_id,),
        )
        found = known[team_id] = _team(*rows[0]) if rows else Team(None, False, False)
    return found


_TEAM = (
    "time_zone, timeclock_require_gps, timeclock_require_photo, timeclock_enable_mobile, "
    "timeclock_enable_web, timeclock_enable_kiosk, data"
)


def _team(zone: str | None, gps: int, photo: int, *more: Any) -> Team:
    mobile, web, kiosk, data = more
    enabled = {"mobile": mobile, "web": web, "kiosk": kiosk}
    return Team(
        zone,
        bool(gps),
        bool(photo),
        frozenset(name for name, on in enabled.items() if on == 0),
        day_start_of(msgspec.json.decode(data) if data else None),
    )


def day_start_of(data: Any) -> int:
    """Minutes after midnight at which a team's business day begins, from its account's `data`."""
    text = data.get("day_start") if isinstance(data, dict) else None
    return zones.start_of_day(text) or 0


def skew(uow: UnitOfWork) -> int | None:
    """How far the clock is from the upstream's (ms to add to ours); None: never measured."""
    known = uow.memory.of(REMOTES)
    if "skew" not in known:
        rows = uow.select("select skew_ms from remote limit 1")
        known["skew"] = rows[0][0] if rows else None
    found: int | None = known["skew"]
    return found


def locked_until(uow: UnitOfWork, user_id: int, team_id: int) -> str:
    """The last day of the member's newest locked timesheet, as stored; empty without one."""
    known = uow.memory.of(LOCKS)
    found: str | None = known.get((user_id, team_id))
    if found is None:
        ((newest,),) = uow.select(
            "select max(end_date) from timesheet where team_id = ? and user_id = ? and locked = 1",
            (team_id, user_id),
        )
        found = known[user_id, team_id] = newest or ""
    return found
