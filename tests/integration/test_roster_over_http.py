"""Shifts, requests, questions and availability as members and managers meet them: by a real socket."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

import pytest

from tests.helpers.day import at
from tests.helpers.server import Hub

SHIFTS, MANAGED = "/v1/workforce/shifts", "/v1/workforce/manager/shifts"
ASK, DECIDE = "/v1/workforce/shift_requests", "/v1/workforce/manager/shift_requests"
DAYS = "/v1/workforce/availabilities"
HOUR = dt.timedelta(hours=1)


class Crew:
    """A hub with a manager who is not its owner, and two members. The clock stands at 20 November."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self.ids = {name: hub.join(name, roles=(role,)) for name, role in self.ROLES.items()}
        self.keys = {name: hub.new_key(number) for name, number in self.ids.items()}

    ROLES: ClassVar = {"Max": "Team Manager", "Bo": "Team Member", "Cy": "Team Member"}

    def __call__(self, who: str, method: str, path: str, status: int = 200, **more: Any) -> Any:
        reply = self.hub.request(method, path, key=self.keys[who], **more)
        assert reply.status_code == status, reply.text
        return reply.json()

    def shift(self, local: str, who: str | None = None, *, hours: float = 8, **more: Any) -> Any:
        body = {
            "start_at": at(local).isoformat(),
            "end_at": (at(local) + hours * HOUR).isoformat(),
            "status": "published",
            "assignee_id": None if who is None else self.ids[who],
            **more,
        }
        return self("Max", "POST", MANAGED, 201, json=body)

    def ask(self, who: str, status: int = 201, **body: Any) -> Any:
        return self(who, "POST", ASK, status, json=body)

    def decide(self, request: Any, to: str, status: int = 200) -> Any:
        return self("Max", "PUT", f"{DECIDE}/{request['id']}", status, json={"status": to})

    def holder(self, shift: Any) -> int | None:
        holder: int | None = self("Max", "GET", f"{MANAGED}/{shift['id']}")["assignee_id"]
        return holder


@pytest.fixture
def crew(hub: Hub) -> Crew:
    return Crew(hub)


def seen(crew: Crew, who: str) -> list[int]:
    return [shift["id"] for shift in crew(who, "GET", SHIFTS)]


def test_a_draft_is_the_managers_until_it_is_published_and_cancelled_it_keeps_its_reason(
    crew: Crew,
) -> None:
    draft = crew.shift("2026-11-23 09:00", "Bo", status="assigned")
    path = f"{MANAGED}/{draft['id']}"
    assert (draft["status"], draft["published"], seen(crew, "Bo")) == ("assigned", False, [])
    crew("Bo", "GET", f"{SHIFTS}/{draft['id']}", 404)
    published = crew("Max", "PUT", path, json={"status": "published"})
    assert (published["status"], seen(crew, "Bo"), seen(crew, "Cy")) == (
        "published",
        [draft["id"]],
        [],
    )
    gone = crew("Max", "DELETE", path, params={"reason": "No guests"})
    assert (gone["canceled"], gone["cancel_reason"], seen(crew, "Bo")) == (True, "No guests", [])
    assert crew("Max", "GET", path)["cancel_reason"] == "No guests"
    back = crew("Max", "PUT", path, json={"canceled": False})
    assert (back["canceled"], back["cancel_reason"], seen(crew, "Bo")) == (
        False,
        None,
        [draft["id"]],
    )
    for method, url in (("PUT", path), ("DELETE", path), ("POST", MANAGED)):
        crew("Bo", method, url, 403, **({} if method == "DELETE" else {"json": {}}))


def test_an_overlap_is_refused_at_its_start_with_the_other_shift_and_leaves_nothing(
    crew: Crew,
) -> None:
    first = crew.shift("2026-11-23 09:00", "Bo")
    body = {
        "start_at": at("2026-11-23 16:00").isoformat(),
        "end_at": at("2026-11-23 20:00").isoformat(),
        "assignee_id": crew.ids["Bo"],
    }
    refused = crew("Max", "POST", MANAGED, 422, json=body)
    text = f"overlaps shift {first['id']} of the same person, Mon 23 Nov 09:00–17:00"
    assert refused["details"] == {"start_at": [text]}
    assert refused["message"] == f"start_at {text}"
    assert len(crew("Max", "GET", MANAGED)) == 1
    touching = crew.shift("2026-11-23 17:00", "Bo", hours=4)
    late = {"start_at": at("2026-11-23 16:59").isoformat()}
    crew("Max", "PUT", f"{MANAGED}/{touching['id']}", 422, json=late)


def test_warnings_come_back_and_stop_nothing(crew: Crew) -> None:
    crew("Bo", "PUT", f"{DAYS}/2026-11-24", json={"am": -1})
    crew.shift("2026-11-23 14:00", "Bo")
    made = crew.shift("2026-11-24 08:00", "Bo")
    assert [(one["code"], one["severity"]) for one in made["warnings"]] == [
        ("availability", "high"),
        ("rest", "high"),
    ]
    assert set(made["warnings"][0]) == {"code", "text", "severity"}
    assert "warnings" not in crew("Bo", "GET", f"{SHIFTS}/{made['id']}")


def test_the_flags_are_true_to_their_names_for_whoever_asks(crew: Crew) -> None:
    crew.shift("2026-11-23 06:00", "Bo", hours=4)
    late = crew.shift("2026-11-23 18:00", hours=4)
    request = crew.ask("Bo", shift_id=late["id"])
    flags = ("shift_on_same_day", "shift_requested")
    told = {who: crew(who, "GET", f"{SHIFTS}/{late['id']}") for who in ("Bo", "Cy")}
    assert [told["Bo"][flag] for flag in flags] == [True, True]
    assert [told["Cy"][flag] for flag in flags] == [False, False]
    listed = {shift["id"]: shift for shift in crew("Bo", "GET", SHIFTS)}
    assert [listed[late["id"]][flag] for flag in flags] == [True, True]
    crew("Bo", "DELETE", f"{ASK}/{request['id']}")
    assert crew("Bo", "GET", f"{SHIFTS}/{late['id']}")["shift_requested"] is False


def test_a_request_is_shortlisted_and_approved_and_the_rest_is_rejected(crew: Crew) -> None:
    free = crew.shift("2026-11-23 09:00")
    mine, rival = crew.ask("Bo", shift_id=free["id"]), crew.ask("Cy", shift_id=free["id"])
    crew.ask("Bo", 422, shift_id=free["id"])
    assert crew.decide(mine, "shortlisted")["status"] == "shortlisted"
    crew("Bo", "PUT", f"{ASK}/{mine['id']}", 422, json={"status": "approved"})
    assert crew.decide(mine, "approved")["status"] == "approved"
    assert crew.holder(free) == crew.ids["Bo"]
    assert crew("Max", "GET", f"{DECIDE}/{rival['id']}")["status"] == "rejected"
    crew.decide(mine, "rejected", 422)
    assert crew("Bo", "GET", DAYS)[0]["am_locked"] is True


def test_an_offer_is_found_and_accepted_by_its_person_only(crew: Crew) -> None:
    free = crew.shift("2026-11-23 09:00", role="Cook")
    assert seen(crew, "Bo") == []
    body = {"kind": "offer", "shift_id": free["id"], "user_id": crew.ids["Bo"]}
    crew("Max", "POST", DECIDE, 201, json=body)
    (shift,) = crew("Bo", "GET", SHIFTS)
    (offer,) = shift["requests"]
    assert (offer["kind"], offer["status"], offer["user_id"]) == (
        "offer",
        "requested",
        crew.ids["Bo"],
    )
    crew("Cy", "PUT", f"{ASK}/{offer['id']}", 404, json={"status": "approved"})
    accepted = crew("Bo", "PUT", f"{ASK}/{offer['id']}", json={"status": "approved"})
    assert (accepted["status"], crew.holder(free)) == ("approved", crew.ids["Bo"])


def test_a_drop_opens_the_shift_and_unlocks_the_day(crew: Crew) -> None:
    shift = crew.shift("2026-11-23 14:00", "Bo")
    assert crew("Bo", "GET", f"{DAYS}/2026-11-23")["pm_locked"] is True
    drop = crew.ask("Bo", shift_id=shift["id"], kind="drop", message="Ill")
    approved = crew.decide(drop, "approved")
    assert [one["code"] for one in approved["warnings"]] == ["coverage"]
    assert crew.holder(shift) is None
    assert crew("Bo", "GET", f"{DAYS}/2026-11-23")["pm_locked"] is False
    assert shift["id"] in seen(crew, "Cy")


def test_a_swap_moves_both_shifts_and_both_locks(crew: Crew) -> None:
    his, hers = crew.shift("2026-11-23 09:00", "Bo"), crew.shift("2026-11-24 14:00", "Cy")
    swap = crew.ask("Bo", shift_id=his["id"], kind="swap", swap_shift_id=hers["id"])
    (asked,) = crew("Cy", "GET", f"{SHIFTS}/{hers['id']}")["requests"]
    assert crew("Cy", "GET", f"{SHIFTS}/{his['id']}")["start_at"] == his["start_at"]
    crew("Cy", "PUT", f"{ASK}/{asked['id']}", json={"status": "shortlisted"})
    crew.decide(swap, "approved")
    assert (crew.holder(his), crew.holder(hers)) == (crew.ids["Cy"], crew.ids["Bo"])
    locks = {
        (who, day["date"], part)
        for who in ("Bo", "Cy")
        for day in crew(who, "GET", DAYS)
        for part in ("am", "pm", "nd")
        if day[f"{part}_locked"]
    }
    assert locks == {("Cy", "2026-11-23", "am"), ("Bo", "2026-11-24", "pm")}


def test_a_team_may_let_equal_swaps_settle_themselves(crew: Crew) -> None:
    policy = {"data": {"swap_policy": "same_hours"}}
    crew.hub.request("PUT", "/v1/team/settings/shifts", json=policy)
    his, hers = crew.shift("2026-11-23 09:00", "Bo"), crew.shift("2026-11-24 14:00", "Cy")
    swap = crew.ask("Bo", shift_id=his["id"], kind="swap", swap_shift_id=hers["id"])
    agreed = crew("Cy", "PUT", f"{ASK}/{swap['id']}", json={"status": "shortlisted"})
    assert (agreed["status"], crew.holder(his)) == ("approved", crew.ids["Cy"])


def test_questions_come_by_moment_and_tag_and_answers_stay_with_shift_and_punch(
    crew: Crew,
) -> None:
    crew.hub.post("/v1/tags", json={"name": "Cook", "context": "roles"})
    (tag,) = [one for one in crew.hub.get("/v1/tags").json() if one["name"] == "Cook"]
    path = "/v1/workforce/manager/shift_questions"
    questions = [
        {"text": "Fit?", "when": "start_shift", "offset_minutes": -15},
        {"text": "Fridge shut?", "when": "end_shift", "tag_ids": [tag["id"]]},
        {"text": "Wishes?", "when": "end_shift", "optional": True},
    ]
    made = [crew("Max", "POST", path, 201, json=body) for body in questions]
    assert (made[0]["offset_minutes"], made[2]["optional"]) == (-15, True)
    now = crew.hub.node.clock.now()
    times = {"start_at": now.isoformat(), "end_at": (now + 4 * HOUR).isoformat()}
    shift = crew.shift("2026-11-23 09:00", "Bo", **times)
    url = f"{SHIFTS}/{shift['id']}/questions"

    def ask(when: str) -> list[str]:
        return [one["text"] for one in crew("Bo", "GET", url, params={"when": when})]

    assert (ask("start_shift"), ask("end_shift")) == (["Fit?"], ["Wishes?"])
    crew("Max", "PUT", f"{MANAGED}/{shift['id']}", json={"role": "Cook"})
    assert ask("end_shift") == ["Fridge shut?", "Wishes?"]
    punch = crew("Bo", "POST", "/v1/workforce/attendances", 201, json={"status": "start"})
    body = {"shift_question_id": made[0]["id"], "text": "Yes"}
    answer = crew("Bo", "POST", f"{SHIFTS}/{shift['id']}/answers", 201, json=body)
    assert (answer["shift_id"], answer["attendance_id"]) == (shift["id"], punch["id"])
    crew("Cy", "POST", f"{SHIFTS}/{shift['id']}/answers", 404, json=body)


def test_availability_is_an_upsert_by_date_in_every_spelling_of_real_clients(crew: Crew) -> None:
    path = "/v1//workforce/availabilities/2026-11-25/"
    body = {"am": 1, "pm": -1, "nd": "undefined", "user_id": "undefined", "locale": "en-US"}
    first = crew("Bo", "PUT", path, json=body)
    assert [first[part] for part in ("am", "pm", "nd")] == [1, -1, 0]
    second = crew("Bo", "PUT", path, json={"nd": 2})
    assert [second[part] for part in ("am", "pm", "nd")] == [1, -1, 2]
    assert second["id"] == first["id"]
    assert crew("Bo", "GET", DAYS, params={"date_range[]": ["NaN", "NaN"]}) == [second]
    crew("Bo", "PUT", path, 422, json={"am": 3})
    crew("Bo", "GET", f"{DAYS}/2026-11-26", 404)
    theirs = crew("Max", "PUT", path, json={"am": -1, "user_id": crew.ids["Bo"]})
    assert (theirs["user_id"], theirs["am"]) == (crew.ids["Bo"], -1)
    crew("Cy", "PUT", path, 404, json={"am": 0, "user_id": crew.ids["Bo"]})


@pytest.mark.parametrize(
    ("local", "part"),
    [
        ("2026-11-25 06:59", "nd"),
        ("2026-11-25 07:00", "am"),
        ("2026-11-25 12:59", "am"),
        ("2026-11-25 13:00", "pm"),
        ("2026-11-25 21:59", "pm"),
        ("2026-11-25 22:00", "nd"),
    ],
)
def test_a_booking_locks_the_part_of_its_start_and_cancelling_releases_it(
    crew: Crew, local: str, part: str
) -> None:
    path = f"{DAYS}/2026-11-25"
    shift = crew.shift(local, "Bo", hours=2)
    day = crew("Bo", "GET", path)
    assert [name for name in ("am", "pm", "nd") if day[f"{name}_locked"]] == [part]
    refused = crew("Bo", "PUT", path, 422, json={part: -1})
    assert set(refused["details"]) == {part}
    crew("Max", "PUT", path, json={part: -1, "user_id": crew.ids["Bo"]})
    crew("Max", "DELETE", f"{MANAGED}/{shift['id']}")
    assert crew("Bo", "PUT", path, json={part: 1})[f"{part}_locked"] is False
