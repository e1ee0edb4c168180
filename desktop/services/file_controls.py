"""Exports as the owner of a machine asks for them: made, written by the asker, then kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from desktop.base.errors import NotFound, invalid
from desktop.store.queries import credentials
from desktop.store.uow import Reader

from . import person
from .bus import Bus
from .context import Principal

Payload = Mapping[str, Any]
MOST_OPEN = 4
"""Exports that are made and not yet kept at one time; the oldest is forgotten first."""


class FileControls:
    """One for a node: it remembers what was made until it is known to be written."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._made: dict[int, Any] = {}

    def export(self, payload: Payload) -> dict[str, Any]:
        """`step`: make (formats, who, first, last, delimiter, bom), keep (number), list."""
        from .exports import make

        store = self._bus.store
        step = str(payload.get("step") or "make")
        if step == "list":
            me = self._who(payload)
            return {"batches": store.read(lambda reader: make.kept(reader, me))}
        if step == "make":
            made = make.make(store, self._who(payload), make.wish_of(payload))
            if len(self._made) >= MOST_OPEN:
                del self._made[min(self._made)]
            self._made[made.number] = made
            return {**made.summary(), "number": made.number, "files": make.told(made.files)}
        if step == "keep":
            waiting = self._made.pop(int(payload.get("number") or 0), None)
            if waiting is None:
                raise NotFound("That export is not open any more. Make it again.")
            make.keep(store, waiting)
            return {"kept": True}
        raise invalid("step", "must be make, keep or list")

    def _who(self, payload: Payload) -> Principal:
        """Whose directory it is; or, as with `keys`, whom the owner of the machine names in `as`."""
        return self._bus.store.read(lambda reader: _principal(reader, payload.get("as")))


def _principal(reader: Reader, login: object) -> Principal:
    me = person.principal(reader, "cli")
    if not login:
        return me
    user = credentials.by_login(reader, str(login))
    if user is None:
        raise NotFound(f"Nobody here has the login {login}.")
    role = person.role_in(reader, user["id"], me.team_id)
    return Principal(user["id"], me.team_id, role, "cli")
