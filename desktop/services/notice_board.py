"""What the window shows behind its bell: the person's notices, and who and when they speak of."""

from __future__ import annotations

from dataclasses import dataclass, field

from desktop.domain import quiet
from desktop.domain.quiet import Quiet
from desktop.store.schema import Row
from desktop.store.uow import Reader

from . import notices

SHOWN = 30


@dataclass(frozen=True, slots=True)
class Board:
    """`notices` newest first, `unseen` how many there are in all, `names` of whom they tell."""

    notices: tuple[Row, ...] = ()
    unseen: int = 0
    names: dict[int, str] = field(default_factory=dict)
    quiet: Quiet | None = None


def board(reader: Reader, user_id: int) -> Board:
    rows = notices.of(reader, user_id, limit=SHOWN)
    about = {(row["data"] or {}).get(key) for row in rows for key in ("user_id", "actor_id")}
    saved = reader.one("setting", {"owner": "user", "user_id": user_id, "name": quiet.SETTING})
    return Board(
        notices=tuple(rows),
        unseen=notices.unseen(reader, user_id),
        names={who: _name(reader, who) for who in about if isinstance(who, int)},
        quiet=quiet.parse(saved["data"]) if saved is not None else None,
    )


def _name(reader: Reader, user_id: int) -> str:
    user = reader.get("user", user_id) or {}
    parts = (user.get("first_name"), user.get("last_name"))
    return " ".join(str(part) for part in parts if part)
