from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from desktop.app import Node
from desktop.base.errors import Prescribed
from desktop.contract.models.tomatoes import Tomato, TomatoInput
from desktop.services.context import Principal
from tests.helpers.clock import FakeClock


def create(node: Node, me: Principal, tags: Any = "", key: str = "", **more: Any) -> Tomato:
    body = TomatoInput(tomato={"tag_list": tags, **more})
    asked = replace(node.bus.ask("tomatoes.create", principal=me, body=body), key=key)
    made: Tomato = node.bus.submit(asked).result()
    return made


def refusal(node: Node, me: Principal, name: str, **given: Any) -> tuple[int, dict[str, Any]]:
    with pytest.raises(Prescribed) as refused:
        node.bus.call(name, principal=me, **given)
    return refused.value.status, refused.value.body


def test_a_created_tomato_is_shown_listed_changed_and_deleted(
    node: Node, me: Principal, clock: FakeClock
) -> None:
    clock.advance(milliseconds=787)
    made = create(node, me, " one ,two,")
    assert (len(made.id), made.tags) == (24, ["one", "two"])
    assert made.created_at == "2026-11-20T09:00:00.787+01:00"
    assert node.bus.call("tomatoes.get", principal=me, id=made.id) == made
    body = TomatoInput(tomato={"tag_list": ""})
    changed = node.bus.call("tomatoes.update", principal=me, id=made.id, body=body)
    assert changed.tags == []
    node.bus.call("tomatoes.delete", principal=me, id=made.id)
    page = node.bus.call("tomatoes.list", principal=me)
    assert (page.tomatoes, page.pagination.total_pages) == ([], 0)


@pytest.mark.parametrize("root", [None, {}, "x", [], {"tag_list": ["a"]}, {"other": 1}])
def test_a_request_without_attributes_misses_its_root(node: Node, me: Principal, root: Any) -> None:
    answer = refusal(node, me, "tomatoes.create", body=TomatoInput(tomato=root))
    assert answer == (400, {"missing_param": "tomato"})


@pytest.mark.parametrize("tags", [None, 7, True])
def test_tags_that_are_no_text_are_refused(node: Node, me: Principal, tags: Any) -> None:
    body = TomatoInput(tomato={"tag_list": tags})
    assert refusal(node, me, "tomatoes.create", body=body) == (422, {"tag_list": ["is invalid"]})


def test_a_second_tomato_must_wait_25_minutes(node: Node, me: Principal, clock: FakeClock) -> None:
    create(node, me)
    clock.advance(minutes=24, seconds=55)
    status, body = refusal(node, me, "tomatoes.create", body=TomatoInput(tomato={"tag_list": ""}))
    wait = "Must not overlap saved tomatoes, please wait 5 seconds"
    assert (status, body) == (422, {"base": [wait]})
    clock.advance(seconds=6)
    create(node, me)


def test_a_deleted_tomato_frees_its_slot(node: Node, me: Principal) -> None:
    made = create(node, me)
    node.bus.call("tomatoes.delete", principal=me, id=made.id)
    create(node, me)


def test_only_another_node_may_say_when_a_pomodoro_ended(node: Node, me: Principal) -> None:
    stated = "2026-11-20T06:10:00.250Z"
    assert create(node, me, created_at=stated).created_at == "2026-11-20T09:00:00.000+01:00"
    replayed = create(node, me, key="key-1", created_at=stated, task="Stocktake", duration=3000)
    assert replayed.created_at == "2026-11-20T07:10:00.250+01:00"
    assert (replayed.task, replayed.duration) == ("Stocktake", 3000)


def test_a_replayed_pomodoro_is_kept_once_and_its_overlap_flagged(
    node: Node, me: Principal
) -> None:
    first = create(node, me, key="a", created_at="2026-11-20T06:10:00Z")
    again = create(node, me, key="a", created_at="2026-11-20T06:10:00Z")
    beside = create(node, me, key="b", created_at="2026-11-20T06:20:00Z")
    later = create(node, me, key="c", created_at="2026-11-20T06:45:00Z")
    ahead = create(node, me, key="d", created_at="2026-11-21T06:45:00Z")
    assert again.id == first.id
    assert (beside.flags, later.flags, ahead.flags) == (["overlap"], first.flags, ["ahead"])
    assert node.bus.call("tomatoes.list", principal=me).pagination.total_count == 4


@pytest.mark.parametrize(
    "value", ["yesterday", 7, "2026-11-20T06:10:00", "9999-12-31T23:59:59-23:00"]
)
def test_an_unreadable_end_is_refused(node: Node, me: Principal, value: Any) -> None:
    with pytest.raises(Prescribed) as refused:
        create(node, me, key="k", created_at=value)
    assert refused.value.body == {"created_at": ["is invalid"]}


def test_a_length_that_nobody_focuses_for_is_the_usual_one(node: Node, me: Principal) -> None:
    for number, length in enumerate((0, -5, 10**30, "long", 1.5, True)):
        made = create(
            node, me, key=f"k{number}", created_at="2026-11-20T06:10:00Z", duration=length
        )
        row = node.store.read(lambda reader, made=made: reader.get("tomato", int(made.id, 16)))
        assert row is not None
        assert row["focus_ms"] is None


def test_foreign_missing_and_malformed_ids_look_the_same(node: Node, me: Principal) -> None:
    theirs = node.store.write(lambda uow: uow.insert("tomato", {"user_id": 7, "tags": []})).result()
    for id_ in (format(theirs["id"], "024x"), "f" * 24, "0" * 24, "7", "no"):
        for name in ("tomatoes.get", "tomatoes.delete"):
            assert refusal(node, me, name, id=id_) == (404, {"status": 404, "error": "Not Found"})


def history(node: Node, me: Principal, count: int) -> None:
    def work(uow: Any) -> None:
        for number in range(count):
            at = dt.datetime(2026, 11, 1, tzinfo=dt.UTC) + dt.timedelta(hours=number)
            uow.insert("tomato", {"user_id": me.user_id, "tags": [str(number)], "created_at": at})

    node.store.write(work).result()


def test_lists_have_pages_of_25_newest_first(node: Node, me: Principal) -> None:
    history(node, me, 51)
    pages = [node.bus.call("tomatoes.list", principal=me, page=page) for page in ("1", "3", "9")]
    assert [len(page.tomatoes) for page in pages] == [25, 1, 0]
    assert pages[0].tomatoes[0].tags == ["50"]
    assert pages[1].tomatoes[0].tags == ["0"]
    assert [page.pagination.current_page for page in pages] == [1, 3, 9]
    assert (pages[2].pagination.total_pages, pages[2].pagination.total_count) == (3, 51)


def test_from_is_inclusive_and_to_is_not(node: Node, me: Principal) -> None:
    history(node, me, 48)
    day = node.bus.call(
        "tomatoes.list", principal=me, from_="2026-11-02", to="2026-11-03", time_zone="UTC"
    )
    assert (day.pagination.total_count, day.tomatoes[-1].tags) == (24, ["24"])
    local = node.bus.call("tomatoes.list", principal=me, from_="2026-11-02")
    assert local.tomatoes[-1].created_at == "2026-11-02T00:00:00.000+01:00"
    reverse = node.bus.call("tomatoes.list", principal=me, from_="2026-11-03", to="2026-11-02")
    assert reverse.tomatoes == []
    ignored = node.bus.call("tomatoes.list", principal=me, from_="soon", to="")
    assert ignored.pagination.total_count == 48


def test_a_date_that_does_not_exist_is_refused_from_first(node: Node, me: Principal) -> None:
    answer = refusal(node, me, "tomatoes.list", from_="2026-13-01", to="2026-13-01")
    assert answer == (400, {"error": "invalid from: argument out of range"})
    answer = refusal(node, me, "tomatoes.list", to="2026-02-30")
    assert answer == (400, {"error": "invalid to: argument out of range"})


def test_the_header_names_the_zone_before_the_parameter_and_nonsense_is_utc(
    node: Node, me: Principal
) -> None:
    made = create(node, me)

    def shown(header: str, parameter: str | None) -> str:
        asked = node.bus.ask("tomatoes.get", principal=me, id=made.id, time_zone=parameter)
        found: Tomato = node.bus.read(replace(asked, time_zone=header))
        return found.created_at

    assert shown("Asia/Tokyo", "Europe/Rome") == "2026-11-20T17:00:00.000+09:00"
    assert shown("", "Tokyo") == "2026-11-20T17:00:00.000+09:00"
    assert shown("Nowhere", "Europe/Rome") == "2026-11-20T08:00:00.000Z"
