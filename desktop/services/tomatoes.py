"""Finished pomodoros: the Tomatoes API's own rules, and the door by which the timer's come in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from desktop.base.errors import Prescribed
from desktop.contract.models import UNSET, Instant
from desktop.contract.models.tomatoes import Pagination, Tomato, TomatoInput, TomatoPage
from desktop.domain import tomatoes as rules
from desktop.store.queries import focus as queries
from desktop.store.schema import Row
from desktop.store.uow import Reader, UnitOfWork

from .context import Call

WRITABLE = ("tag_list", "created_at", "task", "duration")
LONGEST = dt.timedelta(hours=12)
"""No pomodoro is longer; what claims to be counts as one of 25 minutes."""


def list_(
    reader: Reader,
    call: Call,
    *,
    page: str | None,
    from_: str | None,
    to: str | None,
    time_zone: str | None,
) -> TomatoPage:
    zone = zone_of(reader, call, time_zone)
    since, until = _when("from", from_, zone), _when("to", to, zone)
    number = rules.page_number(page)
    total, rows = queries.tomatoes(
        reader,
        call.user_id,
        since,
        until,
        limit=rules.PER_PAGE,
        offset=rules.Page(number, 0).offset,
    )
    return TomatoPage(
        tomatoes=[shown(row, zone) for row in rows], pagination=pagination(number, total)
    )


def get(reader: Reader, call: Call, *, id: str, time_zone: str | None) -> Tomato:
    return shown(need(reader, call, "tomato", id), zone_of(reader, call, time_zone))


def create(uow: UnitOfWork, call: Call, body: TomatoInput, *, time_zone: str | None) -> Tomato:
    """Saves a pomodoro that ended now, or, from another node of ours, when it says.

    Without an Idempotency-Key the reference's overlap rule refuses; with one and a `created_at`
    the pomodoro already happened, so it is kept and an overlap is flagged (decision 0162).
    """
    sent = root(body.tomato, "tomato", WRITABLE)
    zone = zone_of(uow, call, time_zone, body.time_zone)
    tags = tag_list(sent) or []
    ended_at = _own_time(call, sent)
    if ended_at is None:
        last = queries.newest(uow, call.user_id, uow.now - rules.LENGTH)
        refusal = None if last is None else rules.overlapping(last, uow.now)
        if refusal is not None:
            raise Prescribed(422, {"base": [refusal]})
    row = save(
        uow, call.user_id, ended_at or uow.now, tags, task=_task(sent), length=_length(call, sent)
    )
    return shown(row, zone)


def update(
    uow: UnitOfWork, call: Call, body: TomatoInput, *, id: str, time_zone: str | None
) -> Tomato:
    row = need(uow, call, "tomato", id)
    sent = root(body.tomato, "tomato", WRITABLE)
    changes: dict[str, Any] = {}
    tags = tag_list(sent)
    if tags is not None:
        changes["tags"] = tags
    if "task" in sent:
        changes["task"] = _task(sent)
    if changes:
        row = uow.update("tomato", row["id"], changes)
    return shown(row, zone_of(uow, call, time_zone, body.time_zone))


def delete(uow: UnitOfWork, call: Call, *, id: str) -> None:
    uow.delete("tomato", need(uow, call, "tomato", id)["id"])


def save(
    uow: UnitOfWork,
    user_id: int,
    ended_at: dt.datetime,
    tags: Sequence[str],
    *,
    task: str = "",
    length: dt.timedelta = rules.LENGTH,
) -> Row:
    """Stores a pomodoro that really happened; never refuses, but flags what looks wrong."""
    others = queries.around(uow, user_id, ended_at - LONGEST, ended_at + LONGEST)
    flags = ["overlap"] if rules.overlap(ended_at, length, others) else []
    if ended_at > uow.now + rules.AHEAD:
        flags.append("ahead")
    person = uow.get("user", user_id)
    return uow.insert(
        "tomato",
        {
            "user_id": user_id,
            "tags": list(tags),
            "task": task or None,
            "focus_ms": None if length == rules.LENGTH else length // dt.timedelta(milliseconds=1),
            "flags": flags or None,
            "created_at": ended_at,
            # what a demo person does is demo data: never sent, gone with the rest
            "demo": None if person is None else person["demo"],
        },
    )


def shown(row: Row, zone: dt.tzinfo) -> Tomato:
    length = row["focus_ms"]
    return Tomato(
        id=rules.wire_id(row["id"]),
        created_at=rules.stamp(row["created_at"], zone),
        updated_at=rules.stamp(row["updated_at"], zone),
        tags=row["tags"] or [],
        task=row["task"] or UNSET,
        duration=UNSET if length is None else length // 1000,
        flags=row["flags"] or UNSET,
    )


def zone_of(reader: Reader, call: Call, *params: Any) -> dt.tzinfo:
    """The zone of a request: `Time-Zone` header, `time_zone` parameter, the person's zone, UTC."""
    person = reader.get("user", call.user_id)
    named = [param for param in params if isinstance(param, str)]
    return rules.zone(call.time_zone, *named, person["time_zone"] if person else None)


def need(reader: Reader, call: Call, kind: str, text: str) -> Row:
    """The caller's own row; the same 404 when it is missing, foreign or no id at all."""
    number = rules.row_id(text)
    row = None if number is None else reader.get(kind, number)
    if row is None or row["user_id"] != call.user_id:
        raise Prescribed(404, {"status": 404, "error": "Not Found"})
    return row


def root(
    value: Any, name: str, writable: Sequence[str], loose: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """The writable attributes under the root key, or the loose ones of a request without it.

    400 when none is left: the reference drops lists and objects where it expects text first.
    """
    given = loose if value is UNSET else value
    if not isinstance(given, Mapping):
        given = {}
    sent = {
        field: given[field]
        for field in writable
        if given.get(field, UNSET) is not UNSET and not isinstance(given[field], list | dict)
    }
    if not sent:
        raise Prescribed(400, {"missing_param": name})
    return sent


def tag_list(sent: dict[str, Any]) -> list[str] | None:
    """The tags that were sent; None when none were. 422 for what is no text."""
    if "tag_list" not in sent:
        return None
    value = sent["tag_list"]
    if not isinstance(value, str):
        raise Prescribed(422, {"tag_list": ["is invalid"]})
    return rules.split_tags(value)


def pagination(number: int, total: int) -> Pagination:
    page = rules.Page(number, total)
    return Pagination(current_page=number, total_pages=page.pages, total_count=total)


def _when(name: str, text: str | None, zone: dt.tzinfo) -> dt.datetime | None:
    try:
        return rules.parse_when(text or "", zone)
    except ValueError as error:
        raise Prescribed(400, {"error": f"invalid {name}: argument out of range"}) from error


def _own_time(call: Call, sent: dict[str, Any]) -> dt.datetime | None:
    """When a call of another node of ours says that the pomodoro ended."""
    value = sent.get("created_at")
    if not call.key or not value:
        return None
    try:
        ended_at: dt.datetime = msgspec.convert(value, Instant)
        return ended_at.astimezone(dt.UTC)
    except (msgspec.ValidationError, OverflowError) as error:
        raise Prescribed(422, {"created_at": ["is invalid"]}) from error


def _length(call: Call, sent: dict[str, Any]) -> dt.timedelta:
    value = sent.get("duration")
    if not call.key or not isinstance(value, int) or isinstance(value, bool):
        return rules.LENGTH
    length = dt.timedelta(seconds=min(max(value, 0), 10**6))
    return length if dt.timedelta() < length <= LONGEST else rules.LENGTH


def _task(sent: dict[str, Any]) -> str:
    value = sent.get("task")
    return value.strip()[:500] if isinstance(value, str) else ""
