"""Exports and imports as the owner of a machine asks for them, over loopback or in this process."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from desktop.base.errors import NotFound, invalid
from desktop.store.queries import credentials
from desktop.store.uow import Reader

from . import person
from .bus import Bus
from .context import Principal

if TYPE_CHECKING:
    from .imports.desk import Choice, Desk

Payload = Mapping[str, Any]
MOST_OPEN = 4
"""Exports that are made and not yet kept at one time; the oldest is forgotten first."""


class FileControls:
    """One for a node: it remembers what was made until it is known to be written."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._made: dict[int, Any] = {}
        self._desk: Any = None

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

    def imports(self, payload: Payload) -> dict[str, Any]:
        """`step`: lay, add, plan, apply, progress, stop, undo, list; `token` says which file."""
        from .imports.desk import Desk

        if self._desk is None:
            self._desk = Desk(self._bus)
        step = _STEPS.get(str(payload.get("step")))
        if step is None:
            raise invalid("step", f"must be one of {', '.join(_STEPS)}")
        return step(self._desk, payload, self._who(payload))

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


def _lay(desk: Desk, payload: Payload, who: Principal) -> dict[str, Any]:
    from desktop.domain.imports.entry import Mapping as Said

    said = Said(
        zone=str(payload.get("zone") or ""),
        dates=str(payload.get("dates") or ""),
        format=str(payload.get("format") or ""),
        projects=_texts(payload, "projects"),
        tags=_texts(payload, "tags"),
        columns=_texts(payload, "columns"),
    )
    return {"token": desk.lay(str(payload.get("file") or "file"), who, said)}


def _add(desk: Desk, payload: Payload, _: Principal) -> dict[str, Any]:
    desk.add(_token(payload), base64.b64decode(str(payload.get("content") or "")))
    return {"added": True}


def _plan(desk: Desk, payload: Payload, _: Principal) -> dict[str, Any]:
    from .imports.desk import counted, lines_of

    parsed, decided = desk.plan(_token(payload), _choice(payload))
    return {
        "file": parsed.file,
        "format": parsed.format,
        "encoding": parsed.encoding,
        "delimiter": parsed.delimiter,
        "unreadable": [problem.words(parsed.file) for problem in parsed.problems],
        **counted(decided),
        "lines": lines_of(decided),
    }


def _apply(desk: Desk, payload: Payload, _: Principal) -> dict[str, Any]:
    return desk.apply(_token(payload), _choice(payload), dry=bool(payload.get("dry")))


def _progress(desk: Desk, payload: Payload, _: Principal) -> dict[str, Any]:
    now = desk.progress(_token(payload))
    return {"what": now.what, "done": now.done, "total": now.total}


def _stop(desk: Desk, payload: Payload, _: Principal) -> dict[str, Any]:
    desk.stop(_token(payload))
    return {"stopping": True}


def _undo(desk: Desk, payload: Payload, who: Principal) -> dict[str, Any]:
    text = str(payload.get("batch") or "").upper().removeprefix("I").partition("-")[0]
    if not text.isdigit():
        raise invalid("batch", "must be a number such as I3")
    return desk.undo(who, int(text))


def _list(desk: Desk, _: Payload, who: Principal) -> dict[str, Any]:
    return {"batches": desk.kept(who)}


def _choice(payload: Payload) -> Choice:
    from .imports.desk import Choice

    return Choice(
        take_free=bool(payload.get("take_free")),
        lines=frozenset(int(line) for line in payload.get("lines") or ()),
        skip_unreadable=bool(payload.get("skip_unreadable")),
        people=_texts(payload, "people"),
    )


def _texts(payload: Payload, name: str) -> dict[str, str]:
    value = payload.get(name) or {}
    return {str(k): str(v) for k, v in value.items()} if isinstance(value, Mapping) else {}


def _token(payload: Payload) -> str:
    return str(payload.get("token") or "")


_STEPS: dict[str, Callable[[Any, Payload, Principal], dict[str, Any]]] = {
    "lay": _lay,
    "add": _add,
    "plan": _plan,
    "apply": _apply,
    "progress": _progress,
    "stop": _stop,
    "undo": _undo,
    "list": _list,
}
