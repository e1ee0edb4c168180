"""What the week strip shows at an instant."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from desktop.domain.today import ClockView, Week
from desktop.domain.today import WeekDay as Day

from ... import format as fmt
from ...widgets.week import WeekDay

translate = QCoreApplication.translate
MINUTE = dt.timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Shown:
    """`days` are the cells, each with the words that a screen reader says for it."""

    total: str
    of: str
    days: tuple[tuple[WeekDay, str], ...]


def shown(week: Week, clock: ClockView, now: dt.datetime) -> Shown:
    total = week.worked(clock, now)
    return Shown(
        total=fmt.table(total) if total >= MINUTE else fmt.NONE,
        of=_of(week),
        days=tuple(_day(day, week.worked_on(day, clock, now)) for day in week.days),
    )


def _of(week: Week) -> str:
    parts = []
    if week.planned:
        parts.append(translate("Week", "of %1").replace("%1", fmt.planned(week.planned)))
    if week.pomodoros:
        parts.append(translate("Week", "%n pomodoro(s)", "", week.pomodoros))
    return " · ".join(parts) or translate("Week", "nothing planned")


def _day(day: Day, worked: dt.timedelta) -> tuple[WeekDay, str]:
    cell = WeekDay(
        day=day.date,
        worked=worked // MINUTE * MINUTE or None,
        planned=day.planned or None,
        pomodoros=day.pomodoros,
        today=day.today,
        note=translate("Week", "Off") if day.off else fmt.NONE,
    )
    return cell, _spoken(day, worked)


def _spoken(day: Day, worked: dt.timedelta) -> str:
    parts = [fmt.day_long(day.date)]
    if day.off:
        parts.append(translate("Week", "off"))
    if worked:
        parts.append(translate("Week", "worked %1").replace("%1", fmt.spoken(worked)))
    if day.planned:
        parts.append(translate("Week", "planned %1").replace("%1", fmt.spoken(day.planned)))
    if day.pomodoros:
        parts.append(translate("Week", "%n pomodoro(s)", "", day.pomodoros))
    return ", ".join(parts)
