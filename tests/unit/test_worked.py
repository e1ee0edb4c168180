"""The helper that reads worked examples from the pages of docs/."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from tests.helpers import worked

TEXT = """
# A page

```example Two punches
# read by people only
in: 08:52
in: 13:31
worked: 8:00

| day | worked |
|-----|--------|
| Mon | 8:00   |
```

```text
not: an example
```
"""


def test_an_example_has_lines_and_rows() -> None:
    (example,) = worked.parse(TEXT)
    assert example.title == "Two punches"
    assert example.all("in") == ["08:52", "13:31"]
    assert example["worked"] == "8:00"
    assert example.rows == ({"day": "Mon", "worked": "8:00"},)
    assert example.keys == {"in", "worked"}


@pytest.mark.parametrize(
    "text", ["```example\nin: 1\n```", "```example a\nin: 1", "```example a\nnonsense\n```"]
)
def test_a_broken_example_does_not_pass_unnoticed(text: str) -> None:
    with pytest.raises(AssertionError):
        worked.parse(text)


def test_a_key_is_asked_for_by_its_right_name_and_once() -> None:
    (example,) = worked.parse(TEXT)
    with pytest.raises(KeyError):
        example["out"]
    with pytest.raises(AssertionError):
        example["in"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("8:00", 480), ("0:07:30", 7.5), ("-0:08", -8), ("+0:08", 8), ("45 min", 45), ("7.5 h", 450)],
)
def test_durations_are_read_as_people_write_them(text: str, wanted: float) -> None:
    assert worked.minutes(text) == wanted


def test_a_wall_time_may_be_the_second_one_or_of_the_next_day() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    first = worked.instant("2026-10-25", "02:30", berlin)
    second = worked.instant("2026-10-25", "02:30 (2nd)", berlin)
    assert second - first == dt.timedelta(hours=1)
    morning = worked.instant("2026-10-24", "02:30 +1", berlin)
    assert morning == first
