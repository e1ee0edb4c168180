from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain import wls
from desktop.domain.wls import Scored, Worked
from tests.helpers import worked

PAGE = "rules/work-life-score"
BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = dt.date(2026, 11, 16)
HOUR = dt.timedelta(hours=1)


def work(day: str, start: str, end: str, **more: object) -> Worked:
    begins = worked.instant(day, start, BERLIN)
    ends = worked.instant(day, end, BERLIN)
    values = {"work": ends - begins, "zone": BERLIN, **more}
    return Worked(dt.date.fromisoformat(day), begins, ends, **values)  # type: ignore[arg-type]


def scored(*sessions: Worked, focus: dict[dt.date, dt.timedelta] | None = None) -> list[Scored]:
    return wls.weeks(sessions, focus or {}, this_week=MONDAY)


def test_the_page_says_what_the_code_does() -> None:
    example = worked.titled(PAGE, "A busy week")
    zone = ZoneInfo(example["zone"])
    sessions = []
    for row in example.rows:
        day, due = row["day"], row["shift ends"]
        sessions.append(
            Worked(
                day=dt.date.fromisoformat(day),
                start=worked.instant(day, row["from"], zone),
                end=worked.instant(day, row["to"], zone),
                work=dt.timedelta(minutes=worked.minutes(row["worked"])),
                zone=zone,
                due=None if due == "-" else worked.instant(day, due, zone),
            )
        )
    contract = dt.timedelta(minutes=worked.minutes(example["contract"]))
    (week,) = wls.weeks(sessions, {}, this_week=MONDAY, contract=contract)
    assert {name: round(value, 1) for name, value in week.parts.items()} == {
        name: float(example[name]) for name in ("hours", "rest", "late")
    }
    assert week.score == int(example["score"])
    assert wls.feedback([week], {}) == example.all("says")
    spent = {sessions[0].day: int(example["pomodoros"]) * dt.timedelta(minutes=25)}
    (focused,) = wls.weeks(sessions, spent, this_week=MONDAY, contract=contract)
    assert round(focused.parts["focus"], 1) == float(example["focus"])
    assert focused.score == int(example["score with focus"])


def test_the_running_week_and_what_is_older_than_twelve_weeks_are_not_shown() -> None:
    old = (MONDAY - dt.timedelta(weeks=12, days=1)).isoformat()
    first = (MONDAY - dt.timedelta(weeks=12)).isoformat()
    assert not scored(work("2026-11-16", "09:00", "17:00"), work(old, "09:00", "17:00"))
    shown = scored(work(first, "09:00", "17:00"), work("2026-11-16", "09:00", "23:00"))
    assert len(shown) == 12
    assert [week.days for week in shown] == [1] + [0] * 11
    assert {week.score for week in shown} == {100}


def test_the_list_begins_with_the_first_week_that_was_worked() -> None:
    shown = scored(work("2026-11-04", "09:00", "17:00"))
    assert [week.first.isoformat() for week in shown] == ["2026-11-02", "2026-11-09"]


def test_a_night_shift_that_was_planned_is_not_late() -> None:
    due = worked.instant("2026-11-10", "06:00 +1", BERLIN)
    planned = work("2026-11-10", "22:00", "06:20 +1", due=due)
    longer = work("2026-11-10", "22:00", "06:31 +1", due=due)
    by_heart = work("2026-11-10", "16:00", "00:10 +1")
    assert [each.late for each in (planned, longer, by_heart)] == [False, True, True]


def test_the_night_before_the_first_week_counts_in_it() -> None:
    before = (MONDAY - dt.timedelta(weeks=12, days=1)).isoformat()
    first = (MONDAY - dt.timedelta(weeks=12)).isoformat()
    week = scored(work(before, "14:00", "23:30"), work(first, "07:00", "12:00"))[0]
    assert (week.nights, week.short_nights, week.parts["rest"]) == (1, 1, 0)


def test_a_week_without_a_day_off_halves_the_rest() -> None:
    week = scored(*(work(f"2026-11-{day:02}", "09:00", "14:00") for day in range(9, 16)))[0]
    assert week.parts["rest"] == 50
    assert "There was no day off." in wls.feedback([week], {})


def test_a_forgotten_clock_out_is_left_out() -> None:
    assert not scored(work("2026-11-10", "09:00", "09:00 +1"))


def test_a_team_value_needs_three_others_who_worked() -> None:
    def person(score: int, *, days: int = 5) -> list[Scored]:
        return [Scored(MONDAY, score, {}, days=days)]

    assert wls.team_values([person(50), person(60)]) == {}
    assert wls.team_values([person(50), person(60), person(100, days=0)]) == {}
    assert wls.team_values([person(50), person(60), person(71)]) == {MONDAY: 60}


@pytest.mark.parametrize(
    ("before", "says"),
    [(90, "That is 10 below your mean of the weeks before."), (80, None)],
)
def test_the_words_compare_with_the_weeks_before(before: int, says: str | None) -> None:
    week = scored(work("2026-11-10", "09:00", "17:00"))[0]
    weeks = [
        Scored(MONDAY, before, {}, days=5),
        Scored(MONDAY, 80, week.parts, worked=week.worked, days=5),
    ]
    told = wls.feedback(weeks, {MONDAY: 77})
    assert told[-1] == "Your team's mean was 77."
    assert (says in told) if says else not any("your mean" in text for text in told)


def test_without_work_there_are_words_and_no_numbers() -> None:
    assert scored() == []
    assert wls.feedback([], {}) == ["There is no complete week of work yet."]


spans = st.builds(
    lambda day, start, long, share, due: Worked(
        MONDAY - dt.timedelta(days=day),
        dt.datetime.combine(MONDAY - dt.timedelta(days=day), dt.time(start), dt.UTC),
        dt.datetime.combine(MONDAY - dt.timedelta(days=day), dt.time(start), dt.UTC) + long * HOUR,
        long * share * HOUR,
        BERLIN,
        due,
    ),
    st.integers(-3, 120),
    st.integers(0, 23),
    st.integers(0, 30),
    st.floats(0, 1),
    st.none()
    | st.integers(0, 2000).map(lambda hours: dt.datetime(2026, 9, 1, tzinfo=dt.UTC) + hours * HOUR),
)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(spans, max_size=40),
    st.dictionaries(st.dates(), st.timedeltas(min_value=HOUR, max_value=24 * HOUR), max_size=5),
)
def test_every_week_has_a_value_between_0_and_100_and_follows_the_one_before(
    sessions: Iterable[Worked], focus: dict[dt.date, dt.timedelta]
) -> None:
    weeks = wls.weeks(sessions, focus, this_week=MONDAY)
    assert len(weeks) <= wls.WEEKS
    assert all(0 <= week.score <= 100 for week in weeks)
    firsts = [week.first for week in weeks]
    assert firsts == [MONDAY - n * wls.WEEK for n in range(len(weeks), 0, -1)]
    assert wls.feedback(weeks, {})
