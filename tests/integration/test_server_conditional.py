"""Answers that did not change are not sent again, and a stale one is never taken for a fresh one."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from desktop.contract import table
from desktop.services import keys
from desktop.services.registry import is_built
from desktop.store.uow import Reader
from tests.helpers.clock import FakeClock
from tests.helpers.server import Hub


def again(hub: Hub, path: str, tag: str, **more: Any) -> int:
    return hub.get(
        path, headers={"If-None-Match": tag, **more.pop("headers", {})}, **more
    ).status_code


def tag_of(hub: Hub, path: str, **more: Any) -> str:
    reply = hub.get(path, **more)
    assert reply.status_code == 200
    return str(reply.headers["etag"])


def name_tag(hub: Hub, name: str) -> None:
    assert hub.post("/v1/tags", json={"name": name}).status_code == 201


def test_an_unchanged_answer_is_304_without_a_body(hub: Hub) -> None:
    name_tag(hub, "night")
    tag = tag_of(hub, "/v1/tags")
    reply = hub.get("/v1/tags", headers={"If-None-Match": tag})
    assert (reply.status_code, reply.content) == (304, b"")
    assert reply.headers["etag"] == tag
    assert reply.headers["cache-control"] == "private, no-cache"
    assert "api_key" in reply.headers["vary"]


@pytest.mark.parametrize("form", ["W/{tag}", '"other", {tag}', '"a", W/{tag} , "b"'])
def test_the_tag_is_known_in_every_form_a_client_may_send(hub: Hub, form: str) -> None:
    assert again(hub, "/v1/tags", form.format(tag=tag_of(hub, "/v1/tags"))) == 304


def test_a_change_of_what_an_answer_is_made_of_changes_its_tag(hub: Hub) -> None:
    tag = tag_of(hub, "/v1/tags")
    name_tag(hub, "night")
    assert again(hub, "/v1/tags", tag) == 200
    assert [item["name"] for item in hub.get("/v1/tags").json()] == ["night"]
    tag = tag_of(hub, "/v1/tags")
    (item,) = hub.get("/v1/tags").json()
    hub.request("DELETE", f"/v1/tags/{item['id']}")
    assert again(hub, "/v1/tags", tag) == 200
    assert hub.get("/v1/tags").json() == []


def test_a_change_of_something_else_does_not(hub: Hub) -> None:
    tag = tag_of(hub, "/v1/events")
    name_tag(hub, "night")
    assert again(hub, "/v1/events", tag) == 304


def test_tags_of_two_people_or_two_questions_differ(hub: Hub) -> None:
    other = hub.new_key(hub.join("Pia"))
    tags = {
        tag_of(hub, "/v1/tags"),
        tag_of(hub, "/v1/tags", key=other),
        tag_of(hub, "/v1/tags?context=roles"),
        tag_of(hub, "/v1/tags?context=tags"),
        tag_of(hub, "/v1/tags", key=hub.new_key(hub.me.user_id, "member")),
    }
    assert len(tags) == 5


def test_the_same_answer_comes_again_without_a_read(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    name_tag(hub, "night")
    first = hub.get("/v1/tags")
    reads: list[str] = []
    real = Reader.find

    def find(reader: Reader, kind: str, *args: Any, **more: Any) -> Any:
        reads.append(kind)
        return real(reader, kind, *args, **more)

    monkeypatch.setattr(Reader, "find", find)
    assert hub.get("/v1/tags").content == first.content
    assert again(hub, "/v1/tags", first.headers["etag"]) == 304
    assert reads == []
    name_tag(hub, "day")
    assert len(hub.get("/v1/tags").json()) == 2
    assert "tag" in reads


def test_words_like_today_are_asked_anew_when_a_day_may_have_begun(
    hub: Hub, clock: FakeClock
) -> None:
    path = "/v1/workforce/shifts?date_range=today"
    tag = tag_of(hub, path)
    assert again(hub, path, tag) == 304
    clock.advance(minutes=15)
    assert again(hub, path, tag) == 200


def test_what_depends_on_the_clock_carries_no_tag(hub: Hub) -> None:
    for row in table.load():
        if row.volatile and is_built(row) and row.method == "GET" and not row.path_names:
            reply = hub.get(row.url)
            assert "etag" not in reply.headers, row.name


def test_a_tag_does_not_open_what_is_forbidden(hub: Hub) -> None:
    path = "/v1/workforce/manager/shifts"
    tag = tag_of(hub, path)
    member = hub.new_key(hub.join("Pia"))
    assert again(hub, path, tag, key=member) == 403
    assert again(hub, path, tag, key="") == 401


def test_a_key_that_was_revoked_gets_no_304(hub: Hub) -> None:
    clear = hub.new_key(hub.me.user_id)
    tag = tag_of(hub, "/v1/tags", key=clear)
    row = hub.node.store.read(lambda r: r.one("api_key", {"hash": keys.digest(clear)}))
    assert row is not None
    hub.node.store.write(lambda uow: keys.revoke(uow, row["id"])).result()
    assert again(hub, "/v1/tags", tag, key=clear) == 401


def test_readers_beside_a_writer_never_keep_an_old_answer(hub: Hub) -> None:
    """After a write is answered, whoever asks with any earlier tag sees it."""
    seen: list[str] = []
    stop = threading.Event()

    def poll() -> None:
        tag = ""
        while not stop.is_set():
            reply = hub.get("/v1/tags", headers={"If-None-Match": tag})
            if reply.status_code == 200:
                tag = reply.headers["etag"]
                seen.append(tag)

    pollers = [threading.Thread(target=poll) for _ in range(2)]
    for thread in pollers:
        thread.start()
    try:
        for number in range(40):
            name_tag(hub, f"tag {number}")
            names = {item["name"] for item in hub.get("/v1/tags").json()}
            assert f"tag {number}" in names
            for tag in seen[-4:]:
                reply = hub.get("/v1/tags", headers={"If-None-Match": tag})
                if reply.status_code == 304:
                    assert tag == tag_of(hub, "/v1/tags")
    finally:
        stop.set()
        for thread in pollers:
            thread.join()


def test_an_idempotency_key_makes_a_repeat_harmless(hub: Hub) -> None:
    body = {"kind": "meeting", "title": "once", "start_at": "2026-11-21T09:00:00Z"}
    headers = {"Idempotency-Key": "0195b3a2-0000-7000-a000-000000000001"}
    first = hub.post("/v1/events", json=body, headers=headers)
    second = hub.post("/v1/events", json=body, headers=headers)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert len(hub.get("/v1/events").json()) == 1
    other = hub.post("/v1/events", json={**body, "title": "twice"}, headers=headers)
    assert other.status_code == 422


def test_a_login_is_never_kept_for_a_repeat(hub: Hub) -> None:
    headers = {"Idempotency-Key": "login-1"}
    assert hub.post("/v1/sessions", key="", json={"api_key": hub.key}, headers=headers).json()
    kept = hub.node.store.read(lambda r: r.select("select count(*) from idempotency"))
    assert kept == [(0,)]
