"""What the pomodoro card shows at an instant: words and parts, no widgets."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields
from typing import Literal

from PySide6.QtCore import QCoreApplication

from desktop.domain.pomodoro import Gap, Phase, Status
from desktop.services.timer import TimerView

from ... import format as fmt

translate = QCoreApplication.translate
ZERO = dt.timedelta()


@dataclass(frozen=True, slots=True)
class Shown:
    """`command` is what the main button sends; `left` the part of the ring that remains."""

    state: Literal["off", "running", "paused"]
    digits: str
    caption: str
    session: str
    left: float
    fill: str
    done: int
    per_set: int
    current: bool
    dots: str
    command: str
    words: str
    short: str
    icon: str
    next: str
    next_icon: str
    today: str
    gap: str
    keep: bool

    @property
    def slow(self) -> tuple[object, ...]:
        """All that does not change from second to second."""
        fast = {"digits", "left"}
        return tuple(getattr(self, f.name) for f in fields(self) if f.name not in fast)


def phase_name(phase: Phase) -> str:
    return {
        Phase.FOCUS: translate("Focus", "Focus"),
        Phase.SHORT_BREAK: translate("Focus", "Short break"),
        Phase.LONG_BREAK: translate("Focus", "Long break"),
    }[phase]


def remaining(timer: TimerView, now: dt.datetime) -> dt.timedelta:
    """What the phase still has to run at an instant."""
    if timer.status is Status.RUNNING and timer.ends_at is not None:
        return max(ZERO, min(timer.total, timer.ends_at - now))
    return timer.remaining


def shown(timer: TimerView, now: dt.datetime, zone: dt.tzinfo) -> Shown:
    left = remaining(timer, now)
    focus = timer.phase is Phase.FOCUS
    command, words, short, icon = _act(timer)
    session = translate("Focus", "Session %1 of %2")
    following = translate("Focus", "Next: %1 · %2")
    dots = translate("Focus", "%1 of %2 done in this set")
    return Shown(
        state=_STATES[timer.status],
        digits=fmt.timer(left),
        caption=_caption(timer, zone),
        session=session.replace("%1", str(timer.session)).replace("%2", str(timer.per_set)),
        left=left / timer.total if timer.total else 0.0,
        fill="accent" if focus else "break",
        done=timer.done_in_set,
        per_set=timer.per_set,
        current=focus,
        dots=dots.replace("%1", str(timer.done_in_set)).replace("%2", str(timer.per_set)),
        command=command,
        words=words,
        short=short,
        icon=icon,
        next=following.replace("%1", phase_name(timer.next_phase)).replace(
            "%2", fmt.prose(timer.next_length)
        ),
        next_icon="timer" if timer.next_phase is Phase.FOCUS else "coffee",
        today=_today(timer.done_today),
        gap=_gap(timer.gap, zone),
        keep=timer.gap is not None and timer.gap.effect == "focus_paused",
    )


_STATES: dict[Status, Literal["off", "running", "paused"]] = {
    Status.IDLE: "off",
    Status.RUNNING: "running",
    Status.PAUSED: "paused",
}


def _act(timer: TimerView) -> tuple[str, str, str, str]:
    """Command, words, words in the narrow bar, icon."""
    if timer.status is Status.RUNNING:
        pause = translate("Focus", "Pause")
        return "pause", pause, pause, "pause"
    if timer.status is Status.PAUSED:
        resume = translate("Focus", "Resume")
        return "start", resume, resume, "play"
    words = {
        Phase.FOCUS: translate("Focus", "Start focus"),
        Phase.SHORT_BREAK: translate("Focus", "Start short break"),
        Phase.LONG_BREAK: translate("Focus", "Start long break"),
    }[timer.phase]
    return "start", words, translate("Focus", "Start"), "play"


def _caption(timer: TimerView, zone: dt.tzinfo) -> str:
    name = phase_name(timer.phase)
    if timer.status is Status.RUNNING and timer.ends_at is not None:
        words = translate("Focus", "%1 · ends %2").replace("%1", name)
        return words.replace("%2", fmt.clock_time(timer.ends_at, zone))
    if timer.status is Status.PAUSED:
        return translate("Focus", "%1 · paused").replace("%1", name)
    return name


def _today(done: int) -> str:
    if not done:
        return translate("Focus", "None done today")
    return translate("Focus", "%n done today", "", done)


def _gap(gap: Gap | None, zone: dt.tzinfo) -> str:
    """Why the timer is not where the clock says, in one sentence."""
    if gap is None:
        return ""
    why = {
        "sleep": translate("Focus", "the computer slept"),
        "closed": translate("Focus", "Pomoclock was closed"),
        "restart": translate("Focus", "the computer was off"),
    }[gap.cause]
    if gap.effect == "focus_paused":
        words = translate("Focus", "Paused at %1 because %2. The time since then is not counted.")
        return words.replace("%1", fmt.clock_time(gap.from_at, zone)).replace("%2", why)
    if gap.effect == "break_ended" and gap.ends_at is not None:
        words = translate("Focus", "The break ended at %1 while %2.")
        return words.replace("%1", fmt.clock_time(gap.ends_at, zone)).replace("%2", why)
    return translate("Focus", "The break went on while %2.").replace("%2", why)
