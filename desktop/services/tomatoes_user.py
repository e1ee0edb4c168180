"""The Tomatoes profile: a person's colours, sounds, rates and zone, and the counters."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from typing import Any

from desktop.base.errors import Prescribed
from desktop.contract.models.tomatoes import TomatoCounters, TomatoUser, TomatoUserInput
from desktop.domain import tomatoes as rules
from desktop.store.queries import focus as queries
from desktop.store.queries import people
from desktop.store.schema import Row
from desktop.store.uow import Reader, UnitOfWork

from .context import Call
from .tomatoes import root, zone_of

WRITABLE = (
    "name",
    "email",
    "image",
    "time_zone",
    "color",
    "work_hours_per_day",
    "average_hourly_rate",
    "currency",
    "volume",
    "ticking",
)
COLOR, VOLUME, CURRENCY, IMAGE = "#000000", 2, "USD", "user.png"
LONGEST = 255
_COLOR = re.compile(r"#[0-9a-fA-F]{6}")
_TRUE = frozenset({"true", "t", "yes", "y", "on", "1"})


def get(reader: Reader, call: Call, *, time_zone: str | None) -> TomatoUser:
    zone = zone_of(reader, call, time_zone)
    return _shown(reader, reader.need("user", call.user_id), zone, call.now)


def update(
    uow: UnitOfWork, call: Call, body: TomatoUserInput, *, time_zone: str | None
) -> TomatoUser:
    """The answer's counters are still those of the zone before the change, as in the reference."""
    zone = zone_of(uow, call, time_zone, body.time_zone)
    loose = {field: getattr(body, field) for field in WRITABLE}
    values = _checked(root(body.user, "user", WRITABLE, loose))
    email = values.get("email")
    # the reference lets two people share an address; here it is what a person logs in with
    if email and people.owner_of_email(uow, email) not in {None, call.user_id}:
        raise Prescribed(422, {"email": ["has already been taken"]})
    row = uow.update("user", call.user_id, values)
    return _shown(uow, row, zone, call.now)


def _shown(reader: Reader, row: Row, zone: dt.tzinfo, now: dt.datetime) -> TomatoUser:
    starts = [
        rules.period_start(period, now, zone) or now for period in ("daily", "weekly", "monthly")
    ]
    day, week, month = queries.counts_since(reader, row["id"], *starts)
    currency = row["currency"] or CURRENCY
    return TomatoUser(
        id=rules.wire_id(row["id"]),
        name=full_name(row),
        email=row["email"],
        image=row["image"] or IMAGE,
        time_zone=row["time_zone"],
        color=row["color"] or COLOR,
        volume=VOLUME if row["volume"] is None else row["volume"],
        ticking=bool(row["ticking"]),
        work_hours_per_day=row["work_hours_per_day"],
        average_hourly_rate=row["average_hourly_rate"],
        currency=currency,
        currency_unit=rules.UNITS.get(currency, currency),
        tomatoes_counters=TomatoCounters(day=day, week=week, month=month),
        authorizations=[],
        created_at=rules.stamp(row["created_at"], zone),
        updated_at=rules.stamp(row["updated_at"], zone),
    )


def full_name(row: Row) -> str | None:
    return " ".join(part for part in (row["first_name"], row["last_name"]) if part) or None


def _checked(sent: Mapping[str, Any]) -> dict[str, Any]:
    """The columns to write; 422 with everything that is wrong at once."""
    values: dict[str, Any] = {}
    faults: dict[str, list[str]] = {}
    for field, raw in sent.items():
        if len(str(raw)) > LONGEST:
            faults[field] = [f"is too long (maximum is {LONGEST} characters)"]
        elif field == "name":
            first, _, last = (_text(raw) or "").partition(" ")
            values["first_name"], values["last_name"] = first, last.strip()
        else:
            values[field], fault = _RULES[field](raw)
            if fault:
                faults[field] = [fault]
    if faults:
        raise Prescribed(422, faults)
    return values


def _text(raw: Any) -> str | None:
    return None if raw is None else str(raw).strip() or None


def _any_text(raw: Any) -> tuple[str | None, str | None]:
    return _text(raw), None


def _color(raw: Any) -> tuple[str | None, str | None]:
    text = _text(raw)
    return text, None if text is None or _COLOR.fullmatch(text) else "is invalid"


def _currency(raw: Any) -> tuple[str | None, str | None]:
    text = _text(raw)
    known = text is None or text in rules.UNITS
    return text, None if known else "is not included in the list"


def _volume(raw: Any) -> tuple[int | None, str | None]:
    if raw is None:
        return None, None
    # the default of this field defeats the exemption of blanks
    number, fault = rules.number(raw if raw != "" else "blank", least=0, below=4)
    return (None if number is None else int(number)), fault


def _ticking(raw: Any) -> tuple[bool, str | None]:
    return str(raw).lower() in _TRUE, None


def _hours(raw: Any) -> tuple[int | None, str | None]:
    number, fault = rules.number(raw, above=0)
    return (None if number is None else int(number)), fault


def _rate(raw: Any) -> tuple[float | None, str | None]:
    return rules.number(raw, above=0)


_RULES: Mapping[str, Callable[[Any], tuple[Any, str | None]]] = {
    "email": _any_text,
    "image": _any_text,
    "time_zone": _any_text,
    "color": _color,
    "currency": _currency,
    "volume": _volume,
    "ticking": _ticking,
    "work_hours_per_day": _hours,
    "average_hourly_rate": _rate,
}
