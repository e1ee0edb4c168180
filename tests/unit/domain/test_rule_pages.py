"""The pages of docs/rules about rounding, breaks and overtime say what the code does."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from desktop.base.clock import to_ms
from desktop.domain import breaks, effective, overtime
from desktop.domain.effective import Effective, Policy, Turn
from desktop.domain.sessions import Event, derive
from tests.helpers import worked
from tests.helpers.worked import Example

PUNCHES = {"in": "start", "break": "pause", "back": "resume", "out": "stop"}
DAY = {"day", "shift", "in", "break", "back", "out", "punched work", "punched break", "work"}


def account(text: str) -> dict[str, object]:
    """A workforce account from the words of an example; words that mean nothing fail."""
    rounding: dict[str, object] = {}
    rests: dict[str, object] = {}
    found: dict[str, object] = {"data": {"rounding": rounding, "breaks": rests}}
    for part in text.split(", "):
        if step := re.fullmatch(r"(nearest|up|down) (\d+) minutes", part):
            found["timesheets_rounding_method"] = step[1]
            found["timesheets_rounding_minutes"] = int(step[2])
        elif part == "breaks too":
            found["timesheets_enable_break_rounding"] = True
        elif part == "the day":
            rounding["what"] = "day"
        elif grace := re.fullmatch(r"grace (\d+) before and (\d+) after", part):
            rounding |= {"snap_early_minutes": int(grace[1]), "snap_late_minutes": int(grace[2])}
        elif part in breaks.PRESETS:
            rests["preset"] = part
        elif part == "deduct":
            rests["deduct"] = True
        elif paid := re.fullmatch(r"paid up to (\d+) minutes", part):
            rests["paid_up_to_minutes"] = int(paid[1])
        else:
            raise AssertionError(f"nobody knows what {part!r} means")
    assert effective.mistakes(found) == []
    return found


def turns(example: Example) -> list[Turn]:
    day, name = example["day"].split()
    zone = ZoneInfo(name)
    # a "break" with a length is the outcome; one with a time of the wall is a punch
    punched = [
        (key, value)
        for key, value in example.lines
        if key in PUNCHES and re.match(r"\d\d:\d\d", value)
    ]
    events = [
        Event(to_ms(worked.instant(day, clock, zone)), number, PUNCHES[key])
        for number, (key, clock) in enumerate(punched, 1)
    ]
    derived = derive(events)
    assert derived.strays == frozenset(), "the punches of an example have their order"
    planned: list[int | None] = [None, None]
    if example.get("shift"):
        planned = [
            to_ms(worked.instant(day, clock, zone)) for clock in example["shift"].split(" to ")
        ]
    return [Turn(session, zone, *planned) for session in derived.sessions]


def outcome(example: Example, key: str) -> int:
    """The last line of a key, as a punch may have the same one."""
    return worked.ms(example.all(key)[-1])


def total(found: Iterable[Effective], name: str) -> int:
    return sum(getattr(each, name) for each in found)


def compare(example: Example, policy: Policy) -> list[Turn]:
    day = turns(example)
    found = effective.of_day(day, policy)
    assert total(found, "raw_work") == outcome(example, "punched work")
    assert total(found, "work") == outcome(example, "work")
    if example.get("punched break"):
        assert total(found, "raw_rest") == outcome(example, "punched break")
    if re.fullmatch(r"\d:\d\d", example.all("break")[-1] if example.all("break") else ""):
        assert total(found, "rest") == outcome(example, "break")
    if example.get("rounding"):
        assert total(found, "rounded") == outcome(example, "rounding")
    if example.get("deducted"):
        assert total(found, "deducted") == outcome(example, "deducted")
    return day


@worked.each(worked.page("rules/rounding"))
def test_rounding(example: Example) -> None:
    assert example.keys <= DAY | {"settings", "rounding"}
    compare(example, effective.policy(account(example["settings"])))


@worked.each(worked.page("rules/breaks"))
def test_breaks(example: Example) -> None:
    assert example.keys <= DAY | {"rules", "deducted", "warnings"}
    policy = effective.policy(account(example["rules"]))
    day = compare(example, policy)
    faults = breaks.faults(breaks.day_of(turn.session for turn in day), policy.breaks)
    codes = [fault.code for fault in faults]
    if breaks.NO_BREAK in codes:
        codes = [code for code in codes if code != breaks.LATE]
    assert (", ".join(codes) or "none") == example["warnings"]


def limits(text: str) -> overtime.Limits:
    chosen = {f"{name}_hours": float(hours) for name, hours in re.findall(r"(\w+) (\d+)", text)}
    found, wrong = overtime.read({"data": {"overtime": chosen}})
    assert wrong == []
    return found


@worked.each([each for each in worked.page("rules/overtime") if each.rows])
def test_overtime(example: Example) -> None:
    assert example.keys == {"thresholds", "week starts"}
    days = {dt.date.fromisoformat(row["day"]): worked.ms(row["worked"]) for row in example.rows}
    shares = overtime.split(days, limits(example["thresholds"]), example["week starts"])
    assert [(share.regular, share.overtime) for share in shares.values()] == [
        (worked.ms(row["regular"]), worked.ms(row["overtime"])) for row in example.rows
    ]


def test_rest() -> None:
    example = worked.titled("rules/overtime", "Late out, early in")
    assert example.keys == {"last out", "first in", "rest", "due", "warning"}
    out, start = (dt.datetime.fromisoformat(example[key]) for key in ("last out", "first in"))
    instants = [to_ms(each.replace(tzinfo=dt.UTC)) for each in (start, out)]
    found = overtime.rest_before(
        start.date(), instants[0], out.date(), instants[1], overtime.Limits()
    )
    assert found is not None
    said = (worked.ms(example["rest"]), worked.ms(example["due"]), example["warning"])
    assert (found.found, found.allowed, found.code) == said


def test_the_average() -> None:
    example = worked.titled("rules/overtime", "Three long weeks")
    assert example.keys == {"weeks", "average", "allowed", "warning"}
    monday = dt.date(2026, 11, 2)
    weeks = [worked.ms(each) for each in example["weeks"].split(", ")]
    days = {monday + dt.timedelta(weeks=n): work for n, work in enumerate(weeks)}
    found = overtime.over(days, max(days), overtime.Limits(weekly=None), "monday")
    said = (example["warning"], worked.ms(example["allowed"]), worked.ms(example["average"]))
    assert [(each.code, each.allowed, each.found) for each in found] == [said]
