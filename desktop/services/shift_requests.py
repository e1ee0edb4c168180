"""Requests about shifts: to take an open one, to swap, to drop, and offers of managers.

`user_id` is the member concerned, `requestor_id` who raised it. Approving gives the shift away and
ends what else was asked about it. The team setting `shifts` says under `swap_policy` when a swap may be
approved: `manager` (the default), `both` or `same_hours` (docs/rules/shift-requests.md).
"""

from __future__ import annotations

from typing import Any

from desktop.base.errors import NotFound, invalid
from desktop.contract.models import UNSET, WorkforceShiftRequest, WorkforceShiftRequestInput
from desktop.domain import identity
from desktop.domain import shifts as rules
from desktop.store.queries import sheets as pages
from desktop.store.queries import shifts as queries
from desktop.store.schema import Row
from desktop.store.uow import Reader, UnitOfWork

from . import audit, filters, person, roster_checks, roster_notices, rosters
from .context import Call, Role
from .filters import page_of
from .shape import given

REQUEST, SWAP, DROP, OFFER = "request", "swap", "drop", "offer"
BOTH, SAME_HOURS = "both", "same_hours"


def create(uow: UnitOfWork, call: Call, body: WorkforceShiftRequestInput) -> WorkforceShiftRequest:
    """Asks for an open shift, to swap one's own, or to drop it."""
    kind = given(body.kind, REQUEST)
    if kind == OFFER:
        raise invalid("kind", "offer is for managers; ask with request, swap or drop")
    if given(body.user_id, call.user_id) != call.user_id:
        raise invalid("user_id", "must be your own")
    shift = rosters.need_visible(uow, call, _shift_id(body))
    return _request(_raise(uow, call, body, kind, shift, call.user_id))


def update(
    uow: UnitOfWork, call: Call, body: WorkforceShiftRequestInput, *, id: int
) -> WorkforceShiftRequest:
    """Withdraws or rewords one's own request, or answers an offer or a swap made to oneself."""
    row = uow.need("shift_request", id, team_id=call.team_id)
    to = given(body.status, row["status"])
    if call.principal.manages:
        pass  # permission decides, not the path
    elif _is_own(call, row):
        if to not in {row["status"], rules.CANCELED}:
            raise invalid("status", "of your own request can only become canceled")
    elif row["kind"] == OFFER and row["user_id"] == call.user_id:
        if to not in {row["status"], rules.AGREED, rules.REJECTED}:
            raise invalid("status", "of an offer can become approved or rejected")
    elif row["kind"] == SWAP and _is_partner(uow, call, row):
        if to not in {row["status"], rules.SHORTLISTED, rules.REJECTED}:
            raise invalid("status", "of a swap with you can become shortlisted or rejected")
        if to == rules.SHORTLISTED and _approves_itself(uow, row):
            to = rules.AGREED
    else:
        raise NotFound(f"No shift request {id}.")
    return _answer(uow, call, _change(uow, call, body, row, to))


def delete(uow: UnitOfWork, call: Call, *, id: int) -> WorkforceShiftRequest:
    """Withdraws a request that nobody has decided; again: the same answer."""
    row = uow.need("shift_request", id, team_id=call.team_id)
    if not _is_own(call, row) and not call.principal.manages:
        raise NotFound(f"No shift request {id}.")
    if row["status"] in rules.LIVE:
        return _request(uow.update("shift_request", id, {"status": rules.CANCELED}))
    if row["status"] == rules.AGREED:
        raise invalid("status", "is approved; ask to drop the shift instead")
    return _request(row)


def manager_list(reader: Reader, call: Call) -> list[WorkforceShiftRequest]:
    """Newest first; `status`, `kind`, `shift_id` and `user_id` narrow."""
    where: dict[str, Any] = {"team_id": call.team_id}
    for name in ("status", "kind"):
        wanted = filters.several(call, name)
        if wanted:
            where[f"{name} in"] = wanted
    for name in ("shift_id", "user_id"):
        number = filters.number(call, name)
        if number is not None:
            where[name] = number
    rows = pages.page(reader, "shift_request", where, "created_at desc, id desc", *page_of(call))
    return [_request(row) for row in rows]


def manager_create(
    uow: UnitOfWork, call: Call, body: WorkforceShiftRequestInput
) -> WorkforceShiftRequest:
    """Offers a shift to a member, or raises a request for them."""
    user_id = given(body.user_id)
    if user_id is None:
        raise invalid("user_id", "can't be blank")
    if person.role_in(uow, user_id, call.team_id) is Role.NONE:
        raise invalid("user_id", "is not an active member of this team")
    shift = uow.need("shift", _shift_id(body), team_id=call.team_id)
    row = _raise(uow, call, body, given(body.kind, OFFER), shift, user_id)
    audit.note(uow, call, "shift_request", row["id"], None, row)
    return _request(row)


def manager_get(reader: Reader, call: Call, *, id: int) -> WorkforceShiftRequest:
    return _request(reader.need("shift_request", id, team_id=call.team_id))


def manager_update(
    uow: UnitOfWork, call: Call, body: WorkforceShiftRequestInput, *, id: int
) -> WorkforceShiftRequest:
    """Shortlists, approves or rejects. Approving assigns the shift and rejects competing requests."""
    row = uow.need("shift_request", id, team_id=call.team_id)
    to = given(body.status, row["status"])
    return _answer(uow, call, _change(uow, call, body, row, to))


def _shift_id(body: WorkforceShiftRequestInput) -> int:
    shift_id = given(body.shift_id)
    if not isinstance(shift_id, int):
        raise invalid("shift_id", "can't be blank")
    return shift_id


def _raise(
    uow: UnitOfWork,
    call: Call,
    body: WorkforceShiftRequestInput,
    kind: str,
    shift: Row,
    user_id: int,
) -> Row:
    _need_ahead(call, shift)
    swap = given(body.swap_shift_id)
    if kind in {REQUEST, OFFER}:
        _need_open(shift, user_id)
    if not shift["published"]:
        raise invalid("shift_id", "is a draft, which its person does not see; publish it first")
    if kind in {SWAP, DROP} and shift["assignee_id"] != user_id:
        raise invalid("shift_id", f"is not assigned to the person who wants to {kind} it")
    if kind == SWAP:
        _need_other(uow, call, shift, swap, user_id)
    elif swap is not None:
        raise invalid("swap_shift_id", "belongs to a request of kind swap only")
    pending = queries.kinds_pending(uow, user_id, shift["id"])
    if pending - {OFFER} or (kind == OFFER and pending):
        raise invalid("shift_id", "has already been requested")
    row = uow.insert(
        "shift_request",
        {
            "user_id": user_id,
            "team_id": call.team_id,
            "shift_id": shift["id"],
            "status": rules.REQUESTED,
            "requestor_id": call.user_id,
            "kind": kind,
            "swap_shift_id": swap,
            "message": identity.prose("message", given(body.message)),
        },
    )
    roster_notices.request_moved(uow, None, row, call.user_id)
    return row


def _need_ahead(call: Call, shift: Row) -> None:
    if shift["canceled"]:
        raise invalid("shift_id", "is cancelled")
    if shift["end_at"] is not None and shift["end_at"] <= call.now:
        raise invalid("shift_id", "is over")


def _need_open(shift: Row, user_id: int) -> None:
    if shift["assignee_id"] == user_id:
        raise invalid("shift_id", "is already assigned to this person")
    if shift["assignee_id"] is not None:
        raise invalid("shift_id", "is already assigned to somebody else")


def _need_other(uow: UnitOfWork, call: Call, shift: Row, swap: int | None, user_id: int) -> Row:
    other = uow.get("shift", swap) if swap is not None else None
    if other is None or other["team_id"] != call.team_id or not other["published"]:
        raise invalid("swap_shift_id", "must be a published shift of this team")
    if other["id"] == shift["id"] or other["assignee_id"] in (None, user_id):
        raise invalid("swap_shift_id", "must be a shift of somebody else")
    _need_ahead(call, other)
    return other


def _is_own(call: Call, row: Row) -> bool:
    raised: bool = row["requestor_id"] == call.user_id
    return raised or (row["user_id"] == call.user_id and row["kind"] != OFFER)


def _is_partner(uow: UnitOfWork, call: Call, row: Row) -> bool:
    other = uow.get("shift", row["swap_shift_id"]) if row["swap_shift_id"] else None
    return other is not None and other["assignee_id"] == call.user_id


def _change(
    uow: UnitOfWork, call: Call, body: WorkforceShiftRequestInput, row: Row, to: str
) -> Row:
    changes: dict[str, Any] = _exchanged(uow, call, body, row)
    if body.message is not UNSET:
        changes["message"] = identity.prose("message", body.message)
    if to != row["status"]:
        if not rules.request_may(row["status"], to):
            raise invalid("status", f"cannot go from {row['status']} to {to}")
        changes["status"] = to
        if to == rules.SHORTLISTED and row["kind"] == SWAP:
            _need_consent(uow, call, row)
        if to == rules.AGREED:
            _grant(uow, call, {**row, **changes, "status": row["status"]})
    if not changes:
        return row
    after = uow.update("shift_request", row["id"], changes)
    roster_notices.request_moved(uow, row, after, call.user_id)
    if call.user_id not in (row["user_id"], row["requestor_id"]) or to == rules.AGREED:
        audit.note(uow, call, "shift_request", row["id"], row, after)
    return after


def _exchanged(
    uow: UnitOfWork, call: Call, body: WorkforceShiftRequestInput, row: Row
) -> dict[str, Any]:
    """What changes when a swap is proposed against another shift: consent to the first is void."""
    swap = given(body.swap_shift_id)
    if row["kind"] != SWAP or swap in (None, row["swap_shift_id"]):
        return {}
    if row["status"] not in rules.LIVE:
        raise invalid("swap_shift_id", f"cannot change: the request is {row['status']}")
    shift = uow.need("shift", row["shift_id"])
    other = _need_other(uow, call, shift, swap, row["user_id"])
    return {"swap_shift_id": other["id"], "status": rules.REQUESTED}


def _grant(uow: UnitOfWork, call: Call, row: Row) -> None:
    """Does what was asked for; Invalid when the roster no longer allows it."""
    shift = uow.get("shift", row["shift_id"])
    if shift is None or shift["team_id"] != call.team_id:
        raise invalid("shift_id", "is no longer there")
    _need_ahead(call, shift)
    if row["kind"] in {REQUEST, OFFER}:
        _need_open(shift, row["user_id"])
        _free(uow, call, shift, row["user_id"])
        rosters.store(uow, call, shift, {**shift, "assignee_id": row["user_id"]})
        rosters.settle(uow, [shift["id"]], rules.REJECTED, but=row["id"])
        return
    if shift["assignee_id"] != row["user_id"]:
        raise invalid("shift_id", "is no longer assigned to the person who asked")
    if row["kind"] == DROP:
        rosters.store(uow, call, shift, {**shift, "assignee_id": None})
        rosters.settle(uow, [shift["id"]], rules.CANCELED, but=row["id"])
        return
    _swap(uow, call, shift, row)


def _swap(uow: UnitOfWork, call: Call, shift: Row, row: Row) -> None:
    other = _need_other(uow, call, shift, row["swap_shift_id"], row["user_id"])
    partner = other["assignee_id"]
    pair = (shift["id"], other["id"])
    agreed = row["status"] == rules.SHORTLISTED or call.user_id == partner
    if _policy(uow, row) == BOTH and not agreed:
        raise invalid("status", "needs the other person's consent first: both have to opt in")
    _free(uow, call, other, row["user_id"], but=pair)
    _free(uow, call, shift, partner, but=pair)
    rosters.store(uow, call, shift, {**shift, "assignee_id": partner})
    rosters.store(uow, call, other, {**other, "assignee_id": row["user_id"]})
    rosters.settle(uow, pair, rules.CANCELED, but=row["id"])


def _need_consent(uow: UnitOfWork, call: Call, row: Row) -> None:
    """Where both have to opt in, shortlisted means that the other person did: nobody says it for them."""
    if _policy(uow, row) == BOTH and not _is_partner(uow, call, row):
        raise invalid("status", "of a swap becomes shortlisted when the other person agrees")


def _policy(reader: Reader, row: Row) -> str:
    return str(roster_checks.setting_of(reader, row["team_id"]).get("swap_policy") or "manager")


def _approves_itself(reader: Reader, row: Row) -> bool:
    """Whether the partner's consent is enough: the hours of both stay the same."""
    if _policy(reader, row) != SAME_HOURS:
        return False
    pair = [reader.get("shift", row[name]) for name in ("shift_id", "swap_shift_id")]
    lengths = [
        None if one is None or one["end_at"] is None else one["end_at"] - one["start_at"]
        for one in pair
    ]
    return lengths[0] is not None and lengths[0] == lengths[1]


def _free(uow: UnitOfWork, call: Call, shift: Row, user_id: int, but: tuple[int, ...] = ()) -> None:
    other = roster_checks.overlapped(uow, shift, user_id, but)
    if other is None:
        return
    text = "has another shift at that time"
    if call.principal.manages or other["assignee_id"] == call.user_id:
        text = roster_checks.overlap_text(uow, other)
    raise invalid("user_id", text)


def _answer(uow: UnitOfWork, call: Call, row: Row) -> WorkforceShiftRequest:
    """The request; to a manager who approved it with what is to be known of the shifts now."""
    told = _request(row)
    if row["status"] == rules.AGREED and call.principal.manages:
        shift_ids = [row[name] for name in ("shift_id", "swap_shift_id") if row[name] is not None]
        shifts = uow.find("shift", {"id in": shift_ids}, order="id")
        told.warnings = [one for s in shifts for one in roster_checks.warnings_of(uow, s)]
    return told


def _request(row: Row) -> WorkforceShiftRequest:
    return rosters.request_of(row)
