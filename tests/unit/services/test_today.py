from __future__ import annotations

import datetime as dt

import pytest

from desktop.app import Node
from desktop.base.clock import to_ms
from desktop.services import today
from desktop.services.context import Principal
from desktop.services.today import TodayView
from desktop.store.uow import Reader, UnitOfWork
from tests.helpers.day import BERLIN, Day, at

HOUR, MINUTE = dt.timedelta(hours=1), dt.timedelta(minutes=1)
NOW = "2025-11-20 13:23:38"  # a Thursday


@pytest.fixture
def day(node: Node, me: Principal) -> Day:
    found = Day(node, me)
    found.roles("Barista", "Closer")
    return found


def read(day: Day, now: str = NOW) -> TodayView:
    return day.node.store.read(lambda reader: today.view(reader, day.me, at(now), BERLIN))


def test_an_empty_store_is_a_day_off_that_can_be_started(day: Day) -> None:
    seen = read(day)
    assert seen.clock.standing(seen.now) == "off"
    assert seen.clock.allowed == {"start"}
    assert seen.clock.worked(seen.now) == dt.timedelta()
    assert seen.shifts == ()
    assert [d.date.isoformat() for d in seen.week.days][::6] == ["2025-11-17", "2025-11-23"]
    assert [d.off for d in seen.week.days] == [True] * 7
    assert [d.today for d in seen.week.days] == [False] * 3 + [True] + [False] * 3
    assert seen.stale_at == at("2025-11-21 00:00")


def test_a_running_session_counts_its_work_without_the_break(day: Day) -> None:
    day.shift("2025-11-20 09:00", "2025-11-20 17:00")
    last = day.session(
        ("start", "2025-11-20 08:56"),
        ("pause", "2025-11-20 11:30"),
        ("resume", "2025-11-20 11:45"),
    )
    seen = read(day)
    assert seen.clock.standing(seen.now) == "working"
    assert seen.clock.since == at("2025-11-20 08:56")
    assert seen.clock.worked(seen.now) == 4 * HOUR + 12 * MINUTE + dt.timedelta(seconds=38)
    assert seen.clock.rested(seen.now) == 15 * MINUTE
    assert seen.clock.ends_in(seen.now) == 3 * HOUR + 36 * MINUTE + dt.timedelta(seconds=22)
    assert seen.clock.allowed == {"pause", "stop"}
    assert seen.clock.open_id == last
    assert [(s.kind, s.end is None) for s in seen.clock.spans] == [
        ("work", False),
        ("break", False),
        ("work", True),
    ]


def test_a_break_is_told_since_it_began(day: Day) -> None:
    day.session(("start", "2025-11-20 08:56"), ("pause", "2025-11-20 13:00"))
    seen = read(day)
    assert seen.clock.standing(seen.now) == "break"
    assert seen.clock.since == at("2025-11-20 13:00")
    assert seen.clock.rested(seen.now) == 23 * MINUTE + dt.timedelta(seconds=38)


@pytest.mark.parametrize(
    ("now", "standing"),
    [
        ("2025-11-20 08:29", "off"),
        ("2025-11-20 08:30", "soon"),
        ("2025-11-20 09:00:59", "soon"),
        ("2025-11-20 09:01", "late"),
        ("2025-11-20 16:59", "late"),
        ("2025-11-20 17:00", "off"),
    ],
)
def test_an_assigned_shift_is_announced_then_missed(day: Day, now: str, standing: str) -> None:
    day.shift("2025-11-20 09:00", "2025-11-20 17:00")
    seen = read(day, now)
    assert seen.clock.standing(seen.now) == standing


def test_standing_follows_the_clock_without_another_read(day: Day) -> None:
    day.shift("2025-11-20 09:00", "2025-11-20 17:00")
    clock = read(day, "2025-11-20 08:00").clock
    told = [clock.standing(at(f"2025-11-20 {t}")) for t in ("08:15", "08:45", "09:04")]
    assert told == ["off", "soon", "late"]


def test_nobody_is_late_for_a_shift_they_already_left(day: Day) -> None:
    day.shift("2025-11-20 09:00", "2025-11-20 17:00")
    day.session(("start", "2025-11-20 09:00"), ("stop", "2025-11-20 12:00"))
    seen = read(day)
    assert seen.clock.standing(seen.now) == "off"
    assert seen.clock.worked(seen.now) == 3 * HOUR


def test_a_night_session_counts_whole_on_the_day_it_began(day: Day) -> None:
    day.session(("start", "2025-11-19 22:00"))
    seen = read(day, "2025-11-20 02:00")
    assert seen.clock.worked(seen.now) == 4 * HOUR
    wednesday = seen.week.days[2]
    assert seen.week.worked_on(wednesday, seen.clock, seen.now) == 4 * HOUR
    assert seen.week.worked(seen.clock, seen.now) == 4 * HOUR


def test_shifts_are_grouped_and_each_offers_what_can_be_done(day: Day) -> None:
    done = day.shift("2025-11-20 06:00", "2025-11-20 08:00")
    now = day.shift("2025-11-20 09:00", "2025-11-20 17:00")
    closer = day.shift("2025-11-20 17:30", "2025-11-20 21:00", mine=False, role="Closer")
    opener = day.shift("2025-11-21 07:00", "2025-11-21 15:00", role="Opener")
    wanted = day.shift("2025-11-22 08:00", "2025-11-22 13:00", mine=False)
    lead = day.shift("2025-11-23 09:00", "2025-11-23 14:00", mine=False)
    next_week = day.shift("2025-11-24 09:00", "2025-11-24 14:00")
    request = day.request(wanted)
    day.wait("shift_request", request)
    rows = read(day).shifts
    assert [(r.id, r.group, r.mark, r.act, r.unsent) for r in rows] == [
        (now, "now", "assigned", None, False),
        (closer, "today", "open", "request", False),
        (opener, "tomorrow", "assigned", None, False),
        (wanted, "week", "requested", "withdraw", True),
        (lead, "week", "open", "request", False),
    ]
    assert not {done, next_week} & {r.id for r in rows}


def test_a_short_list_goes_on_with_what_comes_after_the_week(day: Day) -> None:
    monday = day.shift("2025-11-24 09:00", "2025-11-24 14:00")
    free = day.shift("2025-11-25 09:00", "2025-11-25 14:00", mine=False)
    december = day.shift("2025-12-02 09:00", "2025-12-02 14:00")
    day.shift("2026-01-02 09:00", "2026-01-02 14:00")
    rows = read(day, "2025-11-22 10:00").shifts
    assert [(row.id, row.group, row.mark) for row in rows] == [
        (monday, "next", "assigned"),
        (free, "next", "open"),
        (december, "later", "assigned"),
    ]
    assert read(day, "2025-11-22 10:00").stale_at == at("2025-11-23 00:00")


def test_my_next_shift_is_listed_however_many_open_ones_the_week_has(day: Day) -> None:
    for hour in range(8, 14):
        day.shift(f"2025-11-22 {hour:02}:00", f"2025-11-22 {hour + 1:02}:00", mine=False)
    monday = day.shift("2025-11-24 09:00", "2025-11-24 14:00")
    day.shift("2025-11-25 09:00", "2025-11-25 14:00")
    rows = read(day).shifts
    assert [row.group for row in rows] == ["week"] * 6 + ["next"]
    assert rows[-1].id == monday


def test_a_shift_that_somebody_else_got_says_so_until_it_begins(day: Day) -> None:
    gone = day.shift("2025-11-20 18:00", "2025-11-20 21:00", assignee_id=1)
    open_still = day.shift("2025-11-21 18:00", "2025-11-21 21:00", mine=False)
    mine_now = day.shift("2025-11-22 18:00", "2025-11-22 21:00")
    for shift in (gone, open_still, mine_now):
        day.request(shift, status="rejected")
    rows = {row.id: (row.mark, row.act) for row in read(day).shifts}
    assert rows == {
        gone: ("rejected", None),
        open_still: ("rejected", "request"),
        mine_now: ("assigned", None),
    }
    assert gone not in {row.id for row in read(day, "2025-11-20 18:00").shifts}
    day.request(open_still)
    assert {row.id: row.mark for row in read(day).shifts}[open_still] == "requested"


def test_drafts_cancelled_shifts_and_shifts_of_others_stay_hidden(day: Day) -> None:
    day.shift("2025-11-20 14:00", "2025-11-20 18:00", published=False)
    day.shift("2025-11-20 14:00", "2025-11-20 18:00", canceled=True)
    day.shift("2025-11-20 14:00", "2025-11-20 18:00", assignee_id=1)
    day.shift("2025-11-20 14:00", "2025-11-20 18:00", team_id=1, mine=False)
    assert read(day).shifts == ()


def test_open_shifts_of_other_roles_and_places_are_not_offered(day: Day) -> None:
    day.roles("Barista", locations=("Bondi Store",))
    wanted = [
        day.shift("2025-11-20 18:00", "2025-11-20 20:00", mine=False),
        day.shift("2025-11-20 18:00", "2025-11-20 20:00", mine=False, role=None),
        day.shift("2025-11-20 18:00", "2025-11-20 20:00", mine=False, location_name=None),
    ]
    day.shift("2025-11-20 18:00", "2025-11-20 20:00", mine=False, role="Closer")
    day.shift("2025-11-20 18:00", "2025-11-20 20:00", mine=False, location_name="Market Hall")
    assert [row.id for row in read(day).shifts] == wanted


def test_the_week_adds_up_plan_work_and_pomodoros(day: Day) -> None:
    for date in ("17", "18", "20", "21"):
        day.shift(f"2025-11-{date} 09:00", f"2025-11-{date} 17:00")
    day.session(("start", "2025-11-17 09:00"), ("stop", "2025-11-17 16:48"))
    day.session(("start", "2025-11-20 09:00"))
    for when in ("17 10:00", "20 10:00", "20 11:00"):
        day.tomato(f"2025-11-{when}")
    day.tomato("2025-11-16 23:59")
    wanted = day.shift("2025-11-22 08:00", "2025-11-22 13:00", mine=False)
    day.request(wanted)
    seen = read(day, "2025-11-20 13:00")
    assert seen.week.planned == 32 * HOUR
    assert seen.week.worked(seen.clock, seen.now) == 11 * HOUR + 48 * MINUTE
    assert [d.pomodoros for d in seen.week.days] == [1, 0, 0, 2, 0, 0, 0]
    assert seen.done_today == 2
    assert [d.off for d in seen.week.days] == [False, False, True, False, False, False, True]


def test_the_week_begins_on_the_teams_day(day: Day) -> None:
    account = day.node.store.read(lambda r: r.one("workforce", {"team_id": day.me.team_id}))
    assert account is not None
    day.node.store.write(
        lambda uow: uow.update("workforce", account["id"], {"week_start": "sunday"})
    ).result()
    assert read(day).week.days[0].date == dt.date(2025, 11, 16)


def test_punches_that_wait_in_the_outbox_are_marked(day: Day) -> None:
    last = day.session(("start", "2025-11-20 09:00"), ("pause", "2025-11-20 10:00"))
    day.wait("attendance", last)
    day.wait("attendance", last - 1, state="done")
    listed = day.node.store.read(
        lambda reader: today.record(reader, day.me, dt.date(2025, 11, 20), BERLIN)
    )
    assert [p.unsent for p in listed.punches] == [False, True]
    newest = read(day).clock.newest
    assert newest is not None
    assert (newest.id, newest.unsent) == (last, True)


def test_the_view_holds_until_the_next_shift_begins_or_ends(day: Day) -> None:
    day.shift("2025-11-20 09:00", "2025-11-20 17:00")
    assert read(day, "2025-11-20 08:00").stale_at == at("2025-11-20 09:00")
    assert read(day, "2025-11-20 09:00").stale_at == at("2025-11-20 17:00")


def test_a_store_of_50000_rows_is_read_with_few_statements_along_indexes(
    day: Day,
) -> None:
    fill(day, 50_000)
    statements: list[str] = []

    def work(reader: Reader) -> tuple[TodayView, list[str]]:
        reader._conn.set_trace_callback(statements.append)
        seen = today.view(reader, day.me, at(NOW), BERLIN)
        reader._conn.set_trace_callback(None)
        asked = [sql for sql in statements if sql.startswith("select")]
        return seen, [s[3] for sql in asked for s in reader.select(f"explain query plan {sql}")]

    seen, plans = day.node.store.read(work)
    assert len(seen.shifts) > 5
    assert not [step for step in plans if step.startswith("SCAN") and "json_each" not in step]
    assert len(statements) <= 14


def fill(day: Day, rows: int) -> None:
    """Shifts of 500 people over eight weeks, four hours each."""
    first = to_ms(at("2025-10-20 00:00"))
    slots = rows // 500

    def work(uow: UnitOfWork) -> None:
        uow.execute_many(
            "insert into shift (id, team_id, assignee_id, start_at, end_at, status, published, "
            "canceled, role, location_name) values (?, ?, ?, ?, ?, 'assigned', 1, 0, 'Barista', 'B')",
            (
                (
                    10_000_000 + n,
                    day.me.team_id,
                    None if n % 97 == 0 else (day.me.user_id if n % 500 == 1 else 1000 + n % 500),
                    first + (n // 500) * 8 * 3_600_000 * 56 * 3 // slots,
                    first + (n // 500) * 8 * 3_600_000 * 56 * 3 // slots + 4 * 3_600_000,
                )
                for n in range(rows)
            ),
        )

    day.node.store.write(work).result()


def test_at_most_twenty_own_shifts_are_listed(day: Day) -> None:
    made = [
        day.shift(f"2025-11-20 {hour:02}:{minute}", "2025-11-20 23:00")
        for hour in range(9, 23)
        for minute in ("00", "30")
    ]
    assert [row.id for row in read(day, "2025-11-20 08:00").shifts] == made[:20]
