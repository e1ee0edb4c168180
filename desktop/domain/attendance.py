"""The punch machine: what a member may punch next, and where a punch belongs in time.

States are named by the latest event that counts: none or stop (out), start or resume (working),
pause (on break). Stopping a break is allowed: stopping always succeeds (docs/decisions/0140).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from .sessions import PAUSE, RESUME, START, STOP, Derived, Event, Session, derive, fits

STATUSES = (START, PAUSE, RESUME, STOP)
HOUR = 3_600_000
NEAR = 24 * HOUR
"""An untimed punch is moved behind a later one at most this far (docs/decisions/0142)."""
JUMP = 120_000
"""The wall and the boot clock may differ by less than this between two punches of a device."""
LONG = 16 * HOUR
"""A session longer than this looks forgotten."""

OUT_OF_ORDER = "out_of_order"
LATE = "late"
CLOCK_JUMP = "clock_jump"
FUTURE = "future"
STATED = "stated_time"
LONG_SESSION = "long_session"
LOCKED = "locked_period"
NO_POSITION = "no_position"
NO_PHOTO = "no_photo"
UNKNOWN_ZONE = "unknown_zone"
CLOCK_OFF = "clock_off"
DOUBLE_TAP = "double_tap"
SWITCHED_OFF = "switched_off"
FLAGS = frozenset(
    (
        *(OUT_OF_ORDER, LATE, CLOCK_JUMP, FUTURE, STATED, LONG_SESSION, LOCKED, NO_POSITION),
        *(NO_PHOTO, UNKNOWN_ZONE, CLOCK_OFF, DOUBLE_TAP, SWITCHED_OFF),
    )
)
TRAVELLING = frozenset({CLOCK_JUMP, FUTURE, STATED, NO_POSITION, NO_PHOTO, CLOCK_OFF, SWITCHED_OFF})
"""What only the device that recorded a punch can tell, and tells its hub."""
TAP = 5_000
"""A second punch of the same kind within this is a double tap."""


class Origin(Enum):
    """Who vouches for a punch's time.

    LIVE: it happens now. STATED: somebody names a time. TRUSTED: another node of ours has already
    accepted it, so it may be flagged but not refused.
    """

    LIVE = "live"
    STATED = "stated"
    TRUSTED = "trusted"


def allowed(latest: str | None) -> tuple[str, ...]:
    """What may follow the latest event that counts; None when there was none."""
    return tuple(status for status in STATUSES if fits(latest, status))


def taps(status: str, at: int, latest_status: str | None, latest_at: int | None) -> bool:
    """Whether a punch repeats the one before it: a finger or a badge that came twice."""
    return status == latest_status and latest_at is not None and 0 <= at - latest_at < TAP


_STANDING = {
    None: "You are not clocked in.",
    STOP: "You are not clocked in.",
    START: "You are clocked in.",
    RESUME: "You are clocked in.",
    PAUSE: "You are on a break.",
}


DONE = {
    START: "Already clocked in",
    PAUSE: "The break already began",
    RESUME: "The break already ended",
    STOP: "Already clocked out",
}


def refusal(latest: str | None) -> str:
    """One sentence on where the member stands, one on what they may do."""
    return f"{_STANDING[latest]} Allowed now: {', '.join(allowed(latest))}."


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a punch goes: its instant in the order, and what is odd about it."""

    at: int
    flags: tuple[str, ...] = ()


def place(
    history: Iterable[Event], status: str, at: int, event_id: int, origin: Origin
) -> Placed | None:
    """Where a punch belongs among the member's events, when some of them are later than it.

    None refuses it; `standing` then says what is allowed. `history` begins with a session or with
    the member's first event.
    """
    events = tuple(history)
    before = derive(events)
    here = Event(at, event_id, status)
    in_place = derive((*events, here)).strays
    if in_place <= before.strays:
        behind = origin is Origin.LIVE and max(events, default=here).at - at >= JUMP
        return Placed(at, (CLOCK_JUMP,) if behind else ())
    if origin is Origin.TRUSTED:
        return Placed(at, (OUT_OF_ORDER,))
    if origin is Origin.STATED:
        return None
    return _placed_now(events, before, here, stray=event_id in in_place)


def _placed_now(
    events: tuple[Event, ...], before: Derived, here: Event, *, stray: bool
) -> Placed | None:
    """A punch of this moment while the clock says that others are still to come.

    It follows what was recorded last, so that a session begun by a clock that ran ahead can end.
    A start does not follow a session of the far future, as it would lie there too; it takes its
    own place, and so does a stop that ends what runs at this moment.
    """
    state = state_of(before.last)
    last = max(events, default=here)
    if fits(state, here.status) and (here.status != START or last.at - here.at <= NEAR):
        return Placed(last.at + (last.id > here.id), (CLOCK_JUMP,))
    if not stray and (here.status == STOP or state is None):
        return Placed(here.at, (CLOCK_JUMP,))
    return None


def state_of(session: Session | None) -> str | None:
    """The state that the newest session leaves; None when it is over or there is none."""
    return None if session is None or session.end is not None else session.last_status


def standing(history: Iterable[Event], at: int) -> str | None:
    """The state at an instant."""
    return state_of(derive(event for event in history if event.at <= at).last)


def breaks_order(before: Derived, after: Derived) -> bool:
    """Whether a change leaves an event without its order that had one."""
    return not after.strays <= before.strays


def jumped(wall: int, boot_clock: int, before_wall: int, before_boot_clock: int) -> bool:
    """Whether the wall clock was set between two punches of one boot.

    The boot clock also counts while the machine sleeps, so a sleep is no jump.
    """
    return abs((wall - before_wall) - (boot_clock - before_boot_clock)) >= JUMP
