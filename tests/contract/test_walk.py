"""Every operation, asked over a real socket: a documented status, in the right shape."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from desktop.app import Node
from desktop.contract import table
from desktop.contract.operation import Access, Operation
from desktop.services import demo
from desktop.services.demo import credentials
from desktop.services.registry import is_built
from desktop.store.schema import Row
from tests.helpers.clock import FakeClock
from tests.helpers.server import Hub

ROWS = list(table.load())
DAY = "2026-11-23"


class Walk:
    """A demo team on a hub, and what it takes to ask each operation sensibly."""

    def __init__(self, node: Node, clock: FakeClock) -> None:
        self.clock = clock
        drawn = credentials.draw()
        today = node.clock.now().date()
        self.people = node.store.write(
            lambda uow: demo.fill(uow, 1, today, "Europe/Berlin", drawn)
        ).result()
        self.hub = Hub(node)
        self.node = node
        self.described = self.hub.get("/openapi.json").json()
        session = {"provider": "pomoclock", "access_token": self.people.worker.api_key}
        self.token = self.hub.post("/api/session", key="", json=session).json()["token"]

    def row_of(self, kind: str, **where: Any) -> Row:
        row = self.node.store.read(lambda reader: reader.one(kind, where, order="id desc"))
        assert row is not None, f"the demo team has no {kind} with {where}"
        return row

    def id_of(self, kind: str, **where: Any) -> int:
        return int(self.row_of(kind, **where)["id"])

    def path(self, row: Operation) -> str:
        path = row.url
        for name in row.path_names:
            value = PATHS.get((row.name, name)) or PATHS.get((row.family, name)) or PATHS["", name]
            path = path.replace("{" + name + "}", str(value(self)))
        return path

    def ask(self, row: Operation, *, body: Any = None, **more: Any) -> httpx.Response:
        headers: dict[str, str] = {}
        key = ""
        if row.api == "tomatoes":
            headers = {"Authorization": self.token}
        else:
            manages = row.access in {Access.MANAGER, Access.ADMIN} or row.name in BY_ADMIN
            who = self.people.admin if manages else self.people.worker
            key = who.api_key
        if body is not None:
            more["json"] = body
        required = [p.name for p in row.params if p.required and p.where == "query"]
        params = {name: QUERY[name](self) for name in required}
        return self.hub.request(
            row.method, self.path(row), key=key, headers=headers, params=params, **more
        )

    def check(self, row: Operation, reply: httpx.Response) -> None:
        """The status is documented and the body is of its shape."""
        described = self.described["paths"][row.url][row.method.lower()]["responses"]
        assert str(reply.status_code) in described, f"{row.name}: {reply.status_code} {reply.text}"
        if reply.status_code == row.status:
            if row.response is None:
                assert reply.content == b""
            else:
                msgspec.json.decode(reply.content, type=row.response)
        elif row.api == "tomatoes":
            assert isinstance(reply.json(), dict)
        else:
            shape = reply.json()
            assert list(shape) == ["error", "code", "message", "request_id", "details"]
            assert shape["request_id"] == reply.headers["x-request-id"]


Value = Callable[[Walk], Any]
QUERY: dict[str, Value] = {
    "term": lambda _: "Mara",
    "login": lambda _: "nobody@example.org",
    "pin": lambda _: "123456",
    "current_account_type": lambda _: "TeamMember",
    "current_account_id": lambda w: w.id_of("member", user_id=w.people.worker.user_id),
}


def own(kind: str) -> Value:
    """The newest such record of the worker."""
    return lambda walk: walk.id_of(kind, user_id=walk.people.worker.user_id)


PATHS: dict[tuple[str, str], Value] = {
    ("", "id"): lambda _: 1,
    ("", "user_id"): lambda w: w.people.peer.user_id,
    ("availabilities.update", "date"): lambda _: DAY,
    ("", "date"): lambda w: w.row_of("availability", user_id=w.people.worker.user_id)["date"],
    ("", "name"): lambda _: "colour",
    ("", "period"): lambda _: "weekly",
    **{("", n): (lambda _: "1") for n in (
        "token", "package", "addon_package", "vendor_team_id", "chat_id", "friend_id", "message_id",
        "contact_id", "index", "key",
    )},
    ("attendances", "id"): own("attendance"),
    ("events", "id"): own("event"),
    ("shift_requests", "id"): lambda w: w.id_of(
        "shift_request", requestor_id=w.people.worker.user_id
    ),
    ("shift_requests.manager_get", "id"): own("shift_request"),
    ("shifts", "id"): lambda w: w.id_of(
        "shift", assignee_id=w.people.worker.user_id, published=True, canceled=False
    ),
    ("syncs", "id"): lambda w: w.id_of("sync", team_id=w.people.team_id),
    ("tags", "id"): lambda w: w.id_of("tag", team_id=w.people.team_id),
    ("team", "id"): lambda w: w.people.team_id,
    ("timesheet_items", "id"): own("timesheet_item"),
    ("timesheets", "id"): own("timesheet"),
    ("users", "id"): lambda w: w.people.worker.user_id,
    ("tomatoes", "id"): lambda w: f"{own('tomato')(w):024x}",
    ("projects", "id"): lambda w: f"{own('project')(w):024x}",
}  # fmt: skip
START, END = f"{DAY}T09:00:00Z", f"{DAY}T17:00:00Z"
BODIES: dict[str, Callable[[Walk], Any]] = {
    "attendances.create": lambda _: {"status": "stop"},
    "attendances.update": lambda _: {"note": "corrected", "reason": "forgot"},
    "attendances.manager_create": lambda w: {"status": "start", "user_id": w.people.peer.user_id},
    "attendances.manager_update": lambda _: {"note": "corrected", "reason": "forgot"},
    "availabilities.update": lambda _: {"am": 1},
    "employees.update": lambda _: {"notes": "careful"},
    "events.create": lambda _: {"title": "x", "kind": "y", "start_at": START, "end_at": END},
    "events.update": lambda _: {"title": "z"},
    "me.update": lambda _: {"first_name": "Mara"},
    "me.put_setting": lambda _: {"data": {"colour": "blue"}},
    "members.update": lambda _: {"favorite": True},
    "members.invite": lambda _: {"first_name": "Neu", "email": "neu@example.org"},
    "projects.create": lambda _: {"project": {"name": "x"}},
    "projects.update": lambda _: {"project": {"name": "y"}},
    "sessions.create": lambda w: {"api_key": w.people.peer.api_key},
    "shift_requests.create": lambda w: {
        "kind": "drop",
        "shift_id": w.id_of(
            "shift",
            assignee_id=w.people.worker.user_id,
            published=True,
            canceled=False,
            **{"start_at >": w.node.clock.now()},
        ),
    },
    "shift_requests.manager_create": lambda w: {
        "kind": "offer",
        "user_id": w.people.worker.user_id,
        "shift_id": w.id_of(
            "shift",
            assignee_id=None,
            published=True,
            canceled=False,
            **{"start_at >": w.node.clock.now()},
        ),
    },
    "shift_requests.manager_update": lambda _: {"status": "shortlisted"},
    "shifts.answer": lambda w: {"text": "yes", "shift_question_id": w.id_of("shift_question")},
    "timesheets.manager_bulk_update": lambda w: {"timesheet_ids": [w.id_of("timesheet")]},
    "shift_questions.create": lambda _: {"text": "All well?", "when": "end_shift"},
    "shifts.manager_create": lambda _: {"start_at": START, "end_at": END},
    "shifts.manager_update": lambda _: {"details": "new"},
    "tags.create": lambda _: {"name": "walk", "context": "tags"},
    "team.create": lambda _: {"name": "Another"},
    "team.update": lambda _: {"name": "Renamed"},
    "team.update_features": lambda _: {"features": {"leave": True}},
    "team.put_setting": lambda _: {"data": {"colour": "blue"}},
    "team.apply_demo_data": lambda _: {"seed_type": "retail", "options": {"weeks_back": 1}},
    "tomatoes.create": lambda _: {"tomato": {"tag_list": "a, b"}},
    "tomatoes.update": lambda _: {"tomato": {"tag_list": "c"}},
    "tomatoes_session.create": lambda w: {
        "provider": "pomoclock",
        "access_token": w.people.worker.api_key,
    },
    "tomatoes_user.update": lambda _: {"user": {"name": "Mara E."}},
    "users.create": lambda _: {"first_name": "Neu", "email": "new@example.org", "password": "longer one"},
    "workforce.update": lambda _: {"timeclock_require_gps": False},
}  # fmt: skip
BY_ADMIN = {"syncs.list", "syncs.get", "tags.delete", "members.update"}
LAST = ("sessions.delete", "tomatoes_session.delete", "team.reset_demo_data")


@contextmanager
def walking(folder: Path) -> Iterator[Walk]:
    clock = FakeClock(dt.datetime(2026, 11, 20, 15, 0, tzinfo=dt.UTC))
    node = Node(folder / "data", clock=clock)
    made = Walk(node, clock)
    yield made
    made.hub.close()
    node.close()


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    with walking(tmp_path_factory.mktemp("walk")) as made:
        yield made


@pytest.mark.parametrize(
    "row", [row for row in ROWS if row.access is not Access.PUBLIC], ids=lambda row: row.name
)
def test_a_stranger_is_told_to_log_in(walk: Walk, row: Operation) -> None:
    body = {} if row.method in {"POST", "PUT", "PATCH"} else None
    reply = walk.hub.request(row.method, walk.path(row), key="", json=body)
    assert reply.status_code == 401
    walk.check(row, reply)


@pytest.mark.parametrize("row", [r for r in ROWS if not is_built(r)], ids=lambda row: row.name)
def test_what_is_not_built_yet_says_so(walk: Walk, row: Operation) -> None:
    reply = walk.ask(row, body={} if row.body is not None else None)
    assert (reply.status_code, reply.json()["code"]) == (501, "NOT_IMPLEMENTED")
    walk.check(row, reply)


def test_every_operation_that_is_built_succeeds_in_its_shape(tmp_path: Path) -> None:
    """In one order: reads, changes, deletes, then what ends sessions and data."""
    built = [row for row in ROWS if is_built(row)]
    rank = {"GET": 0, "POST": 1, "PUT": 2, "PATCH": 2, "DELETE": 3}
    built.sort(
        key=lambda row: (
            row.name in LAST,
            LAST.index(row.name) if row.name in LAST else 0,
            rank[row.method],
        )
    )
    refused: dict[str, str] = {}
    with walking(tmp_path) as walk:
        for row in built:
            walk.clock.advance(minutes=1)  # pomodoros of one person do not overlap
            body = BODIES[row.name](walk) if row.name in BODIES else ({} if row.body else None)
            reply = walk.ask(row, body=body)
            walk.check(row, reply)
            if reply.status_code != row.status:
                refused[row.name] = f"{reply.status_code} {reply.text}"
    assert refused == {}


def test_a_list_is_a_bare_array(walk: Walk) -> None:
    for row in ROWS:
        if is_built(row) and str(row.response).startswith("list") and row.method == "GET":
            assert isinstance(walk.ask(row).json(), list), row.name
