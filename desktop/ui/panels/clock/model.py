"""What the clock card shows at an instant: words and kinds, no widgets."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from desktop.domain import today as rules
from desktop.domain.today import Caution, ClockView, Standing

from ... import format as fmt
from ...widgets.timeline import Day

translate = QCoreApplication.translate
MINUTE = dt.timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Act:
    """A punch as a button: its status, words, icon and kind."""

    status: str
    words: str
    icon: str
    kind: str
    key: str


def acts() -> dict[str, Act]:
    """The four punches by status; the one that ends or begins the day is the primary one."""
    return {
        "start": Act("start", translate("Clock", "Clock in"), "log-in", "primary", "Ctrl+I"),
        "stop": Act("stop", translate("Clock", "Clock out"), "log-out", "primary", "Ctrl+I"),
        "pause": Act("pause", translate("Clock", "Start break"), "coffee", "secondary", "Ctrl+B"),
        "resume": Act("resume", translate("Clock", "End break"), "play", "secondary", "Ctrl+B"),
    }


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything on the card that words can say. `note` is None when there is nothing to note on."""

    standing: Standing
    pill: str
    pill_kind: str
    digits: str
    running: bool
    worked: str
    plan: str
    place: str
    rested: str
    ends_in: str
    main: str
    second: str
    allowed: frozenset[str]
    note: str | None
    missing: frozenset[str]
    caution: str


def shown(clock: ClockView, now: dt.datetime, zone: dt.tzinfo) -> Shown:
    standing = clock.standing(now)
    worked = clock.worked(now)
    left = clock.ends_in(now)
    rested = clock.rested(now)
    plan = clock.plan
    named = " · ".join(part for part in (plan.role, plan.place) if part) if plan else ""
    return Shown(
        standing=standing,
        pill=_pill(clock, now, zone),
        pill_kind={"working": "working", "break": "break", "late": "break"}.get(standing, "off"),
        digits=fmt.running(worked),
        running=clock.punching is not None,
        worked=fmt.spoken(worked),
        plan=fmt.time_range(plan.start, plan.end, zone) if plan else "",
        place=named,
        rested=fmt.prose(rested) if rested >= MINUTE else fmt.NONE,
        ends_in="" if left is None else fmt.prose(_up(left)),
        main=_main(clock),
        second=_second(clock),
        allowed=clock.allowed,
        note=clock.newest.note if clock.newest and clock.punching else None,
        missing=clock.newest.missing if clock.newest else frozenset(),
        caution=_caution(clock.caution(now)),
    )


def _caution(caution: Caution | None) -> str:
    """A warning as one line; it stops nothing."""
    if caution is None:
        return ""
    words = {
        "no_break": translate("Clock", "No break yet, %1 are due"),
        "short_break": translate("Clock", "%2 of break so far, %1 are due"),
        "late_break": translate("Clock", "%2 without a break"),
        "short_rest": translate("Clock", "Only %2 of rest before today"),
    }[caution.code]
    return words.replace("%1", fmt.prose(caution.wanted)).replace("%2", fmt.prose(caution.found))


def timeline(clock: ClockView, now: dt.datetime, zone: dt.tzinfo) -> Day:
    """The day as of the begun minute: it is painted again only when a minute has passed."""
    start, end = rules.axis(clock, now, zone)
    minute = now.replace(second=0, microsecond=0)
    return Day(
        start=start,
        end=end,
        zone=zone,
        spans=clock.spans,
        plan=tuple((plan.start, plan.end) for plan in clock.plans),
        now=minute,
    )


def _pill(clock: ClockView, now: dt.datetime, zone: dt.tzinfo) -> str:
    standing, plan, since = clock.standing(now), clock.plan, clock.since
    if standing == "working" and since is not None:
        words = translate("Clock", "Working since %1")
        return words.replace("%1", fmt.clock_time(since, zone))
    if standing == "break" and since is not None:
        words = translate("Clock", "On break since %1")
        return words.replace("%1", fmt.clock_time(since, zone))
    if standing == "soon" and plan is not None:
        left = plan.start - now
        if left < MINUTE:
            return translate("Clock", "Shift starts now")
        words = translate("Clock", "Shift starts in %1")
        return words.replace("%1", fmt.prose(_up(left)))
    if standing == "late" and plan is not None:
        words = translate("Clock", "Late by %1")
        return words.replace("%1", fmt.prose(now - plan.start))
    return translate("Clock", "Not clocked in")


def _main(clock: ClockView) -> str:
    """The one punch that ends or begins the day."""
    return "start" if "start" in clock.allowed else "stop"


def _second(clock: ClockView) -> str:
    """The punch for the break: its start unless one runs."""
    return "resume" if "resume" in clock.allowed else "pause"


def _up(left: dt.timedelta) -> dt.timedelta:
    """Whole minutes, a begun one counted: what is left never reads as less than it is."""
    return -(-left // MINUTE) * MINUTE
