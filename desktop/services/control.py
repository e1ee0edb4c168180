"""What the owner of a machine may ask of a node that is no operation of the contract.

The command line calls these on a node it opened, or over loopback on the one that is running.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from desktop.base.errors import NotFound, invalid
from desktop.domain import zones
from desktop.store.queries import credentials
from desktop.store.uow import Reader

from . import audit_story, clock_status, doctor, keys, person, planning, timer, workforce
from .bus import Bus

Payload = Mapping[str, Any]


class Control:
    """`via` is "cli": these act as the person the data directory belongs to.

    `run` is `timer.RUN` where a window of this process keeps the timer by beats; elsewhere nobody
    does, and a focus runs on between commands (docs/decisions/0161).
    """

    def __init__(self, bus: Bus, *, run: str = "") -> None:
        self._bus = bus
        self._run = run

    def clock(self, _: Payload) -> dict[str, Any]:
        now = self._bus.store.clock.now()
        return self._bus.store.read(
            lambda reader: clock_status.status(reader, person.principal(reader, "cli"), now)
        )

    def timer(self, payload: Payload) -> dict[str, Any]:
        """`command` and, when given, task, tags, project_id."""
        args = dict(payload)
        name = str(args.pop("command", "status"))
        store = self._bus.store
        moment = timer.moment(store.clock, run=self._run)
        who = store.read(lambda reader: person.principal(reader, "cli"))
        view = store.write(
            lambda uow: timer.command(uow, who, moment, name, record=self._bus.note, **args)
        ).result()
        return view.plain()

    def doctor(self, payload: Payload) -> dict[str, Any]:
        """`verify`: also every row."""
        verify = payload.get("verify") in {True, "true"}
        return {"checks": doctor.examine(self._bus.store, verify=verify)}

    def log(self, payload: Payload) -> dict[str, Any]:
        """The team's audit log: `since` a day, `limit` entries."""
        store = self._bus.store

        def read(reader: Reader) -> list[audit_story.Sentence]:
            who = person.principal(reader, "cli")
            day = payload.get("since")
            zone = workforce.zone(reader, who.team_id)
            since = None if not day else zones.midnight(dt.date.fromisoformat(str(day)), zone)
            limit = int(payload.get("limit") or 100)
            return audit_story.story(reader, who, since=since, limit=max(1, limit))

        return {"entries": [sentence.plain() for sentence in store.read(read)]}

    def shifts(self, payload: Payload) -> dict[str, Any]:
        """`command` copy or publish, what `planning.wish` reads; `rehearse` changes nothing."""
        store = self._bus.store
        who = store.read(lambda reader: person.principal(reader, "cli"))
        wish = planning.wish(payload)
        rehearse = bool(payload.get("rehearse"))
        return planning.submit(self._bus, who, wish, rehearse=rehearse).result().plain()

    def keys(self, payload: Payload) -> dict[str, Any]:
        """A new API key for `login`; the only time its text is known."""
        login = str(payload.get("login") or "").strip()
        if not login:
            raise invalid("login", "can't be blank")
        name = str(payload.get("name") or "command line")
        store = self._bus.store
        user = store.read(lambda reader: credentials.by_login(reader, login))
        if user is None:
            raise NotFound(f"Nobody here has the login {login}.")
        made = store.write(lambda uow: keys.create_key(uow, user["id"], name)).result()
        return {"api_key": made, "user_id": user["id"], "name": name}
