from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec
import pytest

from desktop.app import Node
from desktop.base.errors import Forbidden, Invalid, NotFound
from desktop.services import ledger
from desktop.services.context import Principal, Role
from desktop.store.queries import time as queries
from tests.helpers.clock import FakeClock
from tests.helpers.day import at
from tests.helpers.punching import punch, rows, sessions
from tests.helpers.team import Cast, audited

MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def cast(node: Node, me: Principal) -> Cast:
    return Cast(node, me.team_id)


def listed(node: Node, who: Principal, name: str = "list", **query: Any) -> list[Any]:
    found: list[Any] = node.bus.call(f"attendances.{name}", principal=who, **query)
    return found


def workday(node: Node, who: Principal, clock: FakeClock, **more: Any) -> list[Any]:
    """Two hours of work around half an hour of break."""
    made = []
    for status in ("start", "pause", "resume", "stop"):
        made.append(punch(node, who, status, **more))
        clock.advance(minutes=30 if status == "pause" else 60)
    return made


def test_a_workday_becomes_one_session_and_one_line(
    node: Node, me: Principal, clock: FakeClock
) -> None:
    began = clock.now()
    start, *_, stop = workday(node, me, clock)
    assert sessions(node, me.user_id) == [(began, began + 150 * MINUTE, 120, 30)]
    (session,) = rows(node, "session")
    (line,) = rows(node, "timesheet_item")
    (sheet,) = rows(node, "timesheet")
    assert session["id"] == line["attendance_id"] == start.id
    assert (line["work_ms"], line["break_ms"]) == (120 * 60_000, 30 * 60_000)
    assert (line["timesheet_id"], line["manual"], line["start_date"]) == (
        sheet["id"],
        False,
        dt.date(2026, 11, 20),
    )
    assert (sheet["status"], sheet["start_date"], sheet["end_date"]) == (
        "unsubmitted",
        dt.date(2026, 11, 16),
        dt.date(2026, 11, 22),
    )
    assert [punch["id"] for punch in rows(node, "punch")][::3] == [start.id, stop.id]


@pytest.mark.parametrize(
    ("before", "status", "allowed"),
    [
        ((), "stop", "start"),
        ((), "pause", "start"),
        (("start",), "start", "pause, stop"),
        (("start",), "resume", "pause, stop"),
        (("start", "pause"), "pause", "resume, stop"),
        (("start", "stop"), "resume", "start"),
    ],
)
def test_a_punch_out_of_order_is_refused_naming_status_and_what_is_allowed(
    node: Node,
    me: Principal,
    clock: FakeClock,
    before: tuple[str, ...],
    status: str,
    allowed: str,
) -> None:
    for made in before:
        punch(node, me, made)
        clock.advance(minutes=1)
    kept = len(rows(node, "punch"))
    with pytest.raises(Invalid) as refused:
        punch(node, me, status)
    (text,) = refused.value.details["status"]
    assert text == refused.value.message
    assert text.endswith(f"Allowed now: {allowed}.")
    assert len(rows(node, "punch")) == kept


def test_clocking_out_of_a_break_ends_both(node: Node, me: Principal, clock: FakeClock) -> None:
    began = clock.now()
    for status in ("start", "pause", "stop"):
        punch(node, me, status)
        clock.advance(minutes=10)
    assert sessions(node, me.user_id) == [(began, began + 20 * MINUTE, 10, 10)]


def test_active_is_the_start_of_the_running_session_or_null(
    node: Node, me: Principal, clock: FakeClock
) -> None:
    assert node.bus.call("attendances.active", principal=me) is None
    start = punch(node, me, "start")
    clock.advance(minutes=5)
    punch(node, me, "pause")
    assert node.bus.call("attendances.active", principal=me) == start
    assert node.bus.call("attendances.manager_active", principal=me, user_id=me.user_id) == start
    punch(node, me, "stop")
    assert node.bus.call("attendances.active", principal=me) is None


def test_an_attendance_without_a_photo_has_no_image_key(node: Node, me: Principal) -> None:
    made = punch(node, me, "start")
    assert "image" not in msgspec.to_builtins(made)
    photo = {"url": "https://example.com/a.jpg"}
    assert msgspec.to_builtins(punch(node, me, "stop", image=photo))["image"] == photo


def test_a_blank_status_is_refused(node: Node, me: Principal) -> None:
    with pytest.raises(Invalid) as refused:
        punch(node, me, None)
    assert set(refused.value.details) == {"status"}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("latitude", 90.1),
        ("latitude", -91.0),
        ("longitude", 181.0),
        ("accuracy", -1.0),
        ("note", "x" * 5001),
        ("timestamp", dt.datetime(1969, 1, 1, tzinfo=dt.UTC)),
        ("timestamp", dt.datetime(9999, 12, 31, 23, tzinfo=dt.UTC)),
    ],
)
def test_what_cannot_be_is_refused_and_named(
    node: Node, me: Principal, field: str, value: object
) -> None:
    with pytest.raises(Invalid) as refused:
        punch(node, me, "start", **{field: value})
    assert set(refused.value.details) == {field}
    assert rows(node, "punch") == []


def test_texts_that_mean_nothing_are_left_out(node: Node, me: Principal) -> None:
    made = punch(node, me, "start", address="undefined", location_name="null", note="")
    assert (made.address, made.location_name, made.note) == (None, None, None)


def test_the_team_and_role_decide_who_punches_for_whom(node: Node, cast: Cast) -> None:
    bo, ada = cast.member("Bo"), cast.member("Ada", "Team Manager")
    with pytest.raises(Invalid) as refused:
        punch(node, bo, "start", user_id=ada.user_id)
    assert set(refused.value.details) == {"user_id"}
    with pytest.raises(Forbidden):
        punch(node, bo, "start", manager=True, user_id=bo.user_id)
    made = punch(node, ada, "start", manager=True, user_id=bo.user_id)
    assert (made.user_id, made.actor_id) == (bo.user_id, ada.user_id)
    (entry,) = audited(node, "attendance")
    assert (entry["actor_id"], entry["user_id"], entry["row_id"]) == (
        ada.user_id,
        bo.user_id,
        made.id,
    )
    stranger = cast.other_team()
    with pytest.raises(Invalid) as refused:
        punch(node, ada, "start", manager=True, user_id=stranger.user_id)
    assert set(refused.value.details) == {"user_id"}


def test_somebody_who_left_can_only_be_clocked_out(node: Node, me: Principal, cast: Cast) -> None:
    bo = cast.member("Bo")
    punch(node, bo, "start")
    (member,) = rows(node, "member", user_id=bo.user_id)
    node.store.write(
        lambda uow: uow.update("member", member["id"], {"status": "inactive"})
    ).result()
    with pytest.raises(Invalid):
        punch(node, me, "pause", manager=True, user_id=bo.user_id)
    assert punch(node, me, "stop", manager=True, user_id=bo.user_id).status == "stop"


def test_a_kiosk_names_the_person_and_leaves_its_mark(node: Node, cast: Cast) -> None:
    bo, kiosk = cast.member("Bo"), cast.member("Tablet", "Kiosk")
    assert kiosk.role is Role.KIOSK
    with pytest.raises(Invalid) as refused:
        punch(node, kiosk, "start", manager=True)
    assert set(refused.value.details) == {"user_id"}
    made = punch(node, kiosk, "start", manager=True, user_id=bo.user_id)
    assert (made.source, made.actor_id) == ("kiosk", kiosk.user_id)
    assert [row.id for row in listed(node, kiosk, "manager_list", user_id=bo.user_id)] == [made.id]


def test_lists_are_newest_first_and_one_sees_only_oneself(
    node: Node, me: Principal, cast: Cast, clock: FakeClock
) -> None:
    bo = cast.member("Bo")
    mine = [p.id for p in workday(node, me, clock)]
    his = [p.id for p in workday(node, bo, clock)]
    assert [row.id for row in listed(node, me)] == mine[::-1]
    assert [row.id for row in listed(node, bo)] == his[::-1]
    assert [row.id for row in listed(node, bo, user_id=me.user_id)] == his[::-1]
    assert [row.id for row in listed(node, me, user_id=bo.user_id)] == his[::-1]
    assert [row.id for row in listed(node, me, others="true")] == his[::-1]
    assert [row.id for row in listed(node, me, "manager_list")] == his[::-1] + mine[::-1]
    assert [row.id for row in listed(node, me, "manager_list", others="false")] == mine[::-1]
    assert [r.id for r in listed(node, me, limit=1)] == mine[-1:]
    assert [r.id for r in listed(node, me, per=3, page=2)] == mine[:1]
    with pytest.raises(NotFound):
        node.bus.call("attendances.get", principal=bo, id=mine[0])
    assert node.bus.call("attendances.get", principal=me, id=his[0]).id == his[0]
    assert node.bus.call("attendances.manager_get", principal=me, id=his[0]).id == his[0]


def test_lists_are_narrowed_by_days_words_and_sheets(
    node: Node, me: Principal, cast: Cast, clock: FakeClock
) -> None:
    bo = cast.member("Bo", "Barista")
    first = [p.id for p in workday(node, me, clock, location_name="Bondi 100% Store")]
    clock.set(days=1)
    second = [p.id for p in workday(node, bo, clock)]
    assert {row.id for row in listed(node, me, "manager_list", date_range="today")} == set(second)
    two_days = "2026-11-20,2026-11-20"
    assert {row.id for row in listed(node, me, "manager_list", date_range=two_days)} == set(first)
    assert len(listed(node, me, "manager_list", date_range="NaN,NaN")) == 8
    assert {r.id for r in listed(node, me, "manager_list", search="100%25 bon")} == set(first)
    assert {r.id for r in listed(node, me, "manager_list", search="barist")} == set(second)
    assert listed(node, me, "manager_list", search="nobody") == []
    sheet = rows(node, "timesheet", user_id=bo.user_id)[0]["id"]
    assert {r.id for r in listed(node, me, timesheet_id=sheet)} == set(second)
    assert listed(node, cast.member("Cy"), timesheet_id=sheet) == []
    assert listed(node, me, timesheet_id=12345) == []


def test_a_punch_keeps_where_and_how_it_was_made(
    node: Node, me: Principal, clock: FakeClock
) -> None:
    made = punch(node, me, "start", time_zone="Asia/Tokyo", latitude=-33.5, longitude=151.25)
    (kept,) = rows(node, "punch")
    assert (kept["time_zone"], kept["utc_offset_minutes"]) == ("Asia/Tokyo", 540)
    assert (kept["boot_id"], kept["monotonic_ms"]) == ("boot-1", 1_000_000)
    assert (kept["detail"], kept["source"]) == ({"latitude": -33.5, "longitude": 151.25}, "desk")
    assert (kept["timestamp"], kept["recorded_at"]) == (made.timestamp, clock.now())
    assert (made.latitude, made.longitude, made.time_zone) == (-33.5, 151.25, "Asia/Tokyo")


def test_the_business_day_is_that_of_the_punch_zone(node: Node, me: Principal) -> None:
    late = at("2026-11-20 23:30")  # Saturday already in Tokyo
    punch(node, me, "start", timestamp=late, time_zone="Asia/Tokyo")
    punch(node, me, "stop", timestamp=late + 120 * MINUTE, time_zone="Asia/Tokyo")
    (line,) = rows(node, "timesheet_item")
    assert line["start_date"] == dt.date(2026, 11, 21)


def test_punches_and_corrections_cannot_be_changed_and_tampering_shows(
    node: Node, me: Principal, clock: FakeClock
) -> None:
    workday(node, me, clock)
    assert node.store.read(ledger.faults) == []
    for sql in ("update punch set status = 'stop'", "delete from punch"):
        with pytest.raises(Exception, match=r"saving"):
            node.store.write(lambda uow, sql=sql: uow.execute(sql)).result()
    target = rows(node, "attendance")[0]["id"]

    def tamper(sql: str) -> list[str]:
        def work(uow: Any) -> list[str]:
            uow.execute("drop trigger if exists punch_no_update")
            uow.execute("drop trigger if exists punch_no_delete")
            uow.execute(sql)
            return [fault.why for fault in ledger.faults(uow)]

        return node.store.write(work).result()

    moved = tamper(f"update attendance set timestamp = timestamp - 1 where id = {target}")
    assert f"attendance {target} was changed without a correction (timestamp)" in moved
    assert any("content was changed" in why for why in tamper("update punch set user_id = 1"))


def test_reads_for_panels_tell_the_running_session_and_the_days(
    node: Node, me: Principal, clock: FakeClock
) -> None:
    began = clock.now()
    workday(node, me, clock)
    start = punch(node, me, "start")
    clock.advance(minutes=20)
    now, day = clock.now(), dt.date(2026, 11, 20)

    def look(reader: Any) -> tuple[Any, Any, Any, Any]:
        return (
            queries.open_session(reader, me.user_id),
            queries.sessions_between(reader, me.user_id, began + 149 * MINUTE, now),
            queries.day_totals(reader, me.user_id, day, day, now),
            queries.attendances_between(reader, me.user_id, began, now),
        )

    running, touching, days, punches = node.store.read(look)
    assert (running.id, running.worked(now), running.on_break_since) == (
        start.id,
        20 * MINUTE,
        None,
    )
    assert [stint.start_at for stint in touching] == [began, start.timestamp]
    assert (days[day].work, days[day].rest, days[day].sessions) == (140 * MINUTE, 30 * MINUTE, 2)
    assert len(punches) == 5
