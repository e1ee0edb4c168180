"""Reads the scenarios that a payroll clerk can read: tests/unit/domain/scenarios.txt."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from desktop.base.clock import to_ms
from desktop.domain.breaks import Least
from desktop.domain.exceptions import (
    Facts,
    Fence,
    Found,
    Limits,
    Line,
    Planned,
    Punch,
    Unanswered,
    find,
)

ZONE = ZoneInfo("Europe/Berlin")
MONDAY = dt.date(2026, 11, 16)
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
STATUS = {"in": "start", "break": "pause", "back": "resume", "out": "stop"}
_MOMENT = re.compile(rf"((?:last )?(?:{'|'.join(DAYS)})) (\d\d:\d\d(?::\d\d)?)")
_MINUTE, _HOUR = 60_000, 3_600_000


@dataclass
class Scenario:
    """One scenario: what happened, what the team tolerates, and the list that is expected."""

    title: str
    expected: list[str] = field(default_factory=list)
    limits: Limits = field(default_factory=Limits)
    parts: dict[str, list[Any]] = field(default_factory=dict)
    now: int = to_ms(dt.datetime(2026, 11, 23, 8, tzinfo=ZONE))
    heard: int | None = None
    named: dict[int, str] = field(default_factory=dict)

    def facts(self) -> Facts:
        kinds = {name: tuple(rows) for name, rows in self.parts.items()}
        return Facts(
            first=MONDAY,
            last=MONDAY + dt.timedelta(days=6),
            now=self.now,
            zone=ZONE,
            heard_at=self.heard,
            **kinds,
        )

    def found(self) -> list[str]:
        return [self._told(one) for one in find(self.facts(), self.limits)]

    def _told(self, one: Found) -> str:
        points = ", ".join(self.named[number] for number in one.points)
        day = DAYS[one.day.weekday()]
        return f"{day} {one.severity} {one.code} ({points}): {one.text}"

    def add(self, kind: str, row: Any) -> None:
        self.parts.setdefault(kind, []).append(row)


def scenarios(path: Path) -> Iterator[Scenario]:
    scenario: Scenario | None = None
    for text in path.read_text(encoding="utf-8").splitlines():
        if re.match(r"\d+\. ", text):
            if scenario is not None:
                yield scenario
            scenario = Scenario(text)
        elif scenario is not None and text.strip():
            read(scenario, text.strip())
    if scenario is not None:
        yield scenario


def read(scenario: Scenario, text: str) -> None:
    """One line, such as `shift Mon 09:00-17:00`."""
    word, _, rest = text.partition(" ")
    if word == "expect":
        if rest != "nothing":
            scenario.expected.append(rest)
    elif word == "shift":
        _shift(scenario, rest)
    elif word == "line":
        day, hours = re.fullmatch(r"(\w+) (\d+) h by hand", rest).groups()  # type: ignore[union-attr]
        scenario.add("lines", Line(900, _day(day), int(hours) * _HOUR, manual=True))
    elif word == "now":
        scenario.now = _moment(rest)
    elif word == "heard":
        scenario.heard = _moment(rest.removeprefix("until "))
    elif word == "rule":
        scenario.limits = _rule(scenario.limits, rest)
    else:
        _punch(scenario, text)


def _shift(scenario: Scenario, text: str) -> None:
    day, start, end, place = re.fullmatch(r"(\w+) ([\d:]+)-([\d:]+)(?: at (\w+))?", text).groups()  # type: ignore[union-attr]
    began, ended = _moment(f"{day} {start}"), _moment(f"{day} {end}")
    if ended <= began:
        ended += 24 * _HOUR
    number = 500 + len(scenario.parts.get("shifts", []))
    scenario.add("shifts", Planned(number, began, ended, place or ""))


def _punch(scenario: Scenario, text: str) -> None:
    fact, *marks = text.split(", ")
    when, _, word = fact.rpartition(" ")
    number = 1 + len(scenario.parts.get("punches", []))
    scenario.named[number] = when
    punch = Punch(number, _moment(when), STATUS[word])
    for mark in marks:
        if mark == "by hand":
            punch = replace(punch, manual=True)
        elif mark == "clock changed":
            punch = replace(punch, flags=frozenset({"clock_jump"}))
        elif mark.startswith("clock "):
            punch = replace(punch, skew=int(mark.split()[1]) * _MINUTE)
        elif mark.startswith("received "):
            punch = replace(punch, recorded_at=_moment(mark.removeprefix("received ")))
        elif mark.startswith("kiosk of "):
            punch = replace(punch, source="kiosk", kiosk_places=frozenset({mark.split()[-1]}))
        elif mark.startswith("at "):
            punch = replace(punch, position=_position(mark.removeprefix("at ")))
        elif mark.startswith("not asked back: "):
            asked = mark.removeprefix("not asked back: ")
            scenario.add("unanswered", Unanswered(asked, number, 500))
        else:
            raise ValueError(f"nobody knows {mark!r}")
    scenario.add("punches", punch)


def _rule(limits: Limits, text: str) -> Limits:
    numbers = [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", text)]
    if text.startswith("a break of"):
        rule = Least(int(numbers[1]) * _HOUR, int(numbers[0]) * _MINUTE)
        rules = replace(limits.breaks, rules=(*limits.breaks.rules, rule))
        return replace(limits, breaks=rules)
    if text.startswith("pieces of at least"):
        return replace(limits, breaks=replace(limits.breaks, piece=int(numbers[0]) * _MINUTE))
    if text.startswith("never longer than"):
        return replace(limits, breaks=replace(limits.breaks, stretch=int(numbers[0]) * _HOUR))
    if text.startswith("at most") and text.endswith("a day"):
        return replace(limits, daily=int(numbers[0]) * _HOUR)
    if text.startswith("within"):
        place = text.partition(" of ")[2].partition(" ")[0]
        return replace(limits, fence=Fence(numbers[0], {place: (numbers[1], numbers[2])}))
    raise ValueError(f"nobody knows the rule {text!r}")


def _day(word: str) -> dt.date:
    last = word.startswith("last ")
    day = MONDAY + dt.timedelta(days=DAYS.index(word.removeprefix("last ")))
    return day - dt.timedelta(days=7) if last else day


def _moment(text: str) -> int:
    day, clock = _MOMENT.fullmatch(text).groups()  # type: ignore[union-attr]
    return to_ms(dt.datetime.combine(_day(day), dt.time.fromisoformat(clock), ZONE))


def _position(text: str) -> tuple[float, float]:
    latitude, longitude = text.split(",")
    return float(latitude), float(longitude)
