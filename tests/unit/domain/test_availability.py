from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain import availability

DAY = dt.date(2026, 11, 23)
MINUTES = st.integers(0, 3 * 24 * 60)


def local(minutes: int) -> dt.datetime:
    return dt.datetime.combine(DAY, dt.time()) + dt.timedelta(minutes=minutes)


@settings(deadline=None)  # the naive way looks at every minute, beside others on a busy machine
@given(MINUTES, MINUTES)
def test_the_parts_of_a_span_are_those_of_its_minutes(start: int, length: int) -> None:
    asked = list(availability.parts_between(local(start), local(start + length)))
    minutes = [local(start + offset) for offset in range(max(length, 1))]
    expected = dict.fromkeys((at.date(), availability.part_of(at)) for at in minutes)
    assert asked == list(expected)


def test_an_endless_span_ends() -> None:
    asked = list(availability.parts_between(local(0), local(0).replace(year=9000)))
    assert len(asked) == 3 * availability.LONGEST.days


def day(**parts: Any) -> dict[dt.date, dict[str, Any]]:
    blank = dict.fromkeys(availability.PARTS, 0)
    return {DAY: {**blank, **{f"{part}_locked": False for part in availability.PARTS}, **parts}}


def test_whoever_offered_every_part_is_available_and_nobody_else() -> None:
    both = [(DAY, "am"), (DAY, "pm")]
    assert availability.is_available(day(am=1, pm=2), iter(both))
    for days in (day(am=1), day(am=1, pm=-1), day(am=1, pm=1, pm_locked=True), {}, day(am=None)):
        assert not availability.is_available(days, iter(both))
