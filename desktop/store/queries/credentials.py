"""Finding a person by what they log in with, and noting the use of keys."""

from __future__ import annotations

from desktop.base.clock import to_ms

from ..schema import Row, layout
from ..uow import Reader, UnitOfWork

GONE = ("archived", "inactive", "deleted")


def by_login(reader: Reader, login: str) -> Row | None:
    """The user whose e-mail (any case) or mobile (written with or without spaces) this is.

    People with a password come first, then the oldest; people who left are never found.
    """
    of = layout("user")
    digits = "".join(c for c in login if c.isdigit() or c == "+")
    mobile = digits if len(digits) >= 5 else None
    rows = reader.select(
        f'select {of.select} from "user" '
        "where (lower(email) = lower(?1) or "
        "       replace(replace(replace(mobile, ' ', ''), '-', ''), '/', '') = ?2) "
        "  and coalesce(status, '') not in (?3, ?4, ?5) "
        "order by password_hash is null, id limit 1",
        (login, mobile, *GONE),
    )
    return of.decode(rows[0]) if rows else None


def note_use(uow: UnitOfWork, key_id: int) -> None:
    """Stamps a key without announcing a change: nobody's answer depends on it."""
    uow.execute("update api_key set last_used_at = ? where id = ?", (to_ms(uow.now), key_id))
