from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from desktop.base.clock import UTC, SystemClock, from_ms, to_ms


@given(st.integers(min_value=-(10**13), max_value=10**14))
def test_milliseconds_survive_the_round_trip(ms: int) -> None:
    assert to_ms(from_ms(ms)) == ms


def test_an_instant_in_any_zone_is_the_same_milliseconds() -> None:
    there = dt.datetime(2026, 11, 20, 8, 0, tzinfo=dt.timezone(dt.timedelta(hours=11)))
    assert to_ms(there) == to_ms(there.astimezone(UTC))


def test_the_system_clock_is_aware_and_its_boot_stays() -> None:
    clock = SystemClock()
    assert clock.now().tzinfo is UTC
    assert clock.boot_id() == SystemClock().boot_id() != ""
    assert clock.monotonic() <= clock.monotonic()
