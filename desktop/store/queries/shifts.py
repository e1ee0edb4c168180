"""Shifts, requests and questions as members and managers ask for them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from desktop.base.clock import from_ms, to_ms
from desktop.domain.shifts import LIVE, LONGEST

from ..schema import Layout, Row, layout
from ..uow import Reader

_SHIFT = layout("shift")
_LIVE = ", ".join(f"'{status}'" for status in sorted(LIVE))
_KEPT = "coalesce(canceled, 0) = 0"
Span = tuple[dt.datetime | None, dt.datetime | None]


def _span(span: Span, values: dict[str, Any]) -> str:
    """Shifts that touch [from, to), as far as they have times."""
    text = ""
    if span[0] is not None:
        text += " and end_at > :since and start_at >= :earliest"
        values["since"], values["earliest"] = to_ms(span[0]), to_ms(span[0] - LONGEST)
    if span[1] is not None:
        text += " and start_at < :until"
        values["until"] = to_ms(span[1])
    return text


def shifts_between(
    reader: Reader,
    team_id: int,
    span: Span,
    *,
    assignee_id: int | None = None,
    limit: int = -1,
    offset: int = 0,
) -> list[Row]:
    """The team's shifts that touch a span, cancelled ones too, by start; of one person if given."""
    values: dict[str, Any] = {
        "team": team_id,
        "who": assignee_id,
        "limit": limit,
        "offset": offset,
    }
    who = "" if assignee_id is None else " and assignee_id = :who"
    rows = reader.select(
        f"select {_SHIFT.select} from shift where team_id = :team{who}{_span(span, values)} "
        "order by start_at, id limit :limit offset :offset",
        values,
    )
    return [_SHIFT.decode(row) for row in rows]


def published(reader: Reader, user_id: int, team_id: int, span: Span) -> list[Row]:
    """What is published and is the person's or nobody's, by start."""
    values: dict[str, Any] = {"team": team_id, "user": user_id}
    rows = reader.select(
        f"select {_SHIFT.select} from shift where team_id = :team and published = 1 and {_KEPT} "
        f"and (assignee_id = :user or assignee_id is null){_span(span, values)} "
        "order by start_at, id",
        values,
    )
    return [_SHIFT.decode(row) for row in rows]


def overlapping(
    reader: Reader,
    team_id: int,
    user_id: int,
    start: dt.datetime,
    end: dt.datetime,
    but: Sequence[int] = (),
) -> list[Row]:
    """The person's other shifts in the team, drafts too, that lie partly in [start, end)."""
    rows = shifts_between(reader, team_id, (start, end), assignee_id=user_id)
    return [row for row in rows if not row["canceled"] and row["id"] not in but]


def starts_of(
    reader: Reader, user_id: int, team_id: int, first: dt.datetime, last: dt.datetime
) -> list[tuple[int, dt.datetime]]:
    """(shift, start) of the person's published shifts that begin in a span, its ends included."""
    rows = reader.select(
        f"select id, start_at from shift where assignee_id = ? and start_at between ? and ? "
        f"and team_id = ? and published = 1 and {_KEPT}",
        (user_id, to_ms(first), to_ms(last), team_id),
    )
    return [(int(row[0]), from_ms(row[1])) for row in rows]


_DAY_MS = 86_400_000
_STAMPS = frozenset({"demo", "created_at", "updated_at"})
_SHOWN = Layout("shift", {c: codec for c, codec in _SHIFT.codecs.items() if c not in _STAMPS})
_ASKED = layout("shift_request")
_numbers = msgspec.json.Decoder(list[int]).decode
_SEEN = f"""
select {_SHOWN.select},
       (select time_zone from workforce where team_id = ?2),
       (select json_group_array(id) from (
            select id from shift_request
            where shift_id = ?1 and user_id = ?3 and team_id = ?2 and status in ({_LIVE})
            union
            select id from shift_request
            where swap_shift_id = ?1 and shift.assignee_id = ?3 and team_id = ?2
            and kind = 'swap' and status in ({_LIVE}))),
       (select json_group_array(other.start_at) from shift other
        where other.assignee_id = ?3 and other.team_id = ?2 and other.id != ?1
        and other.published = 1 and coalesce(other.canceled, 0) = 0
        and other.start_at between shift.start_at - {_DAY_MS} and shift.start_at + {_DAY_MS})
from shift where id = ?1 and team_id = ?2
"""
_CONCERNING = f"""
select {_ASKED.select} from shift_request
where user_id = :user and team_id = :team and status in ({_LIVE})
union
select {_ASKED.select} from shift_request
where team_id = :team and kind = 'swap' and status in ({_LIVE})
and swap_shift_id in (select id from shift where assignee_id = :user and team_id = :team)
order by id
"""


@dataclass(slots=True)
class Seen:
    """A shift, without its stamps, and what one person is told beside it.

    `asked` are the undecided requests about it that concern the person, `near` the starts of the
    person's other published shifts a day around.
    """

    row: Row
    team_zone: str | None
    asked: list[int]
    near: list[dt.datetime]


def seen(reader: Reader, shift_id: int, team_id: int, user_id: int) -> Seen | None:
    """One statement instead of five: what a statement costs by itself is most of such an answer."""
    rows = reader.select(_SEEN, (shift_id, team_id, user_id))
    if not rows:
        return None
    zone, asked, near = rows[0][-3:]
    others = [from_ms(at) for at in _numbers(near)]
    return Seen(_SHOWN.decode(rows[0][:-3]), zone, _numbers(asked), others)


def concerning(reader: Reader, user_id: int, team_id: int) -> list[Row]:
    """The undecided requests of the person, offers to them, and swaps for a shift of theirs."""
    rows = reader.select(_CONCERNING, {"user": user_id, "team": team_id})
    return [_ASKED.decode(row) for row in rows]


def wanted(reader: Reader, shift_ids: Sequence[int]) -> set[int]:
    """Which of the shifts somebody has asked for, or was offered, and waits."""
    if not shift_ids:
        return set()
    where = {"shift_id in": shift_ids, "kind in": ("request", "offer"), "status in": sorted(LIVE)}
    return {row["shift_id"] for row in reader.find("shift_request", where)}


def zone_of(reader: Reader, team_id: int) -> str | None:
    """The name of the zone that the team's workforce account, or else the team, states."""
    rows = reader.select("select time_zone from workforce where team_id = ?", (team_id,))
    if not rows:
        rows = reader.select("select time_zone from team where id = ?", (team_id,))
    return rows[0][0] if rows else None


def live_requests(reader: Reader, shift_ids: Sequence[int]) -> list[Row]:
    """Undecided requests about any of the shifts, swaps that would take one of them included."""
    found = reader.find(
        "shift_request", {"shift_id in": shift_ids, "status in": sorted(LIVE)}, order="id"
    )
    known = {row["id"] for row in found}
    swaps = reader.find(
        "shift_request",
        {"swap_shift_id in": shift_ids, "kind": "swap", "status in": sorted(LIVE)},
        order="id",
    )
    return found + [row for row in swaps if row["id"] not in known]


def kinds_pending(reader: Reader, user_id: int, shift_id: int) -> set[str]:
    """The kinds of the person's undecided requests about a shift, offers to them among them."""
    where = {"user_id": user_id, "shift_id": shift_id, "status in": sorted(LIVE)}
    return {row["kind"] or "request" for row in reader.find("shift_request", where)}


def questions(reader: Reader, team_id: int) -> list[Row]:
    """The team's enabled questions in the order they were made."""
    return reader.find("shift_question", {"team_id": team_id, "enabled": True}, order="id")


def tag_names(reader: Reader, team_id: int, tag_ids: Sequence[int]) -> set[str]:
    if not tag_ids:
        return set()
    rows = reader.find("tag", {"team_id": team_id, "id in": tag_ids})
    return {str(row["name"]) for row in rows}
