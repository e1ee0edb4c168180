"""Talking to the running Pomoclock that owns a data directory, over loopback."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import httpx

from desktop.base.errors import Bug, Rejected, Unavailable, invalid
from desktop.contract.table import Table
from desktop.services.inputs import params_of

CALL, LONG, SHORT = 30.0, 300.0, 10.0
"""Seconds until an operation, a control that does much, and any other control count as lost."""
SLOW = frozenset({"sync", "connect", "disconnect", "doctor", "export", "import", "shifts"})


class Owner:
    """A Session over HTTP with the control key that the owner left in its lock file."""

    def __init__(self, url: str, key: str, table: Table, *, pid: object = None) -> None:
        self._who = "The running Pomoclock" if pid is None else f"Pomoclock (process {pid})"
        self._table = table
        self._http = httpx.Client(
            base_url=url,
            headers={"api_key": key},
            timeout=httpx.Timeout(SHORT, read=CALL),
            trust_env=False,  # a proxy has no business on loopback
        )

    def close(self) -> None:
        self._http.close()

    def call(self, name: str, params: Mapping[str, Any], body: Any) -> Any:
        row = self._table[name]
        # what is missing in a path would be another path, and another operation
        params_of(row, {key: str(value) for key, value in params.items()})
        path = row.url
        for part in row.path_names:
            text = str(params.get(part, ""))
            if not text:
                raise invalid(part, "can't be blank")
            path = path.replace("{" + part + "}", quote(text, safe=""))
        query = {k: str(v) for k, v in params.items() if k not in row.path_names and v is not None}
        content = None if row.body is None else json.dumps({} if body is None else body)
        headers = {} if content is None else {"Content-Type": "application/json"}
        return self._send(row.method, path, params=query, content=content, headers=headers)

    def control(self, name: str, payload: Mapping[str, Any]) -> dict[str, Any]:
        wait = httpx.Timeout(SHORT, read=LONG if name in SLOW else SHORT)
        found = self._send("POST", f"/node/{name}", json=dict(payload), timeout=wait)
        return found if isinstance(found, dict) else {}

    def _send(self, method: str, path: str, **request: Any) -> Any:
        try:
            reply = self._http.request(method, path, **request)
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise Unavailable(
                f"{self._who} owns the directory and cannot be reached ({error}). Nothing was changed: "
                "close it, or try again."
            ) from error
        except httpx.HTTPError as error:
            why = str(error) or type(error).__name__
            raise Unavailable(
                f"{self._who} owns the directory and does not answer ({why}). It may still do what was "
                "asked: look at the state before you repeat it."
            ) from error
        if reply.is_success:
            return reply.json() if reply.content else None
        raise _refusal(reply)


def _refusal(reply: httpx.Response) -> Exception:
    try:
        shape = reply.json()
    except ValueError:
        return Bug(f"The running Pomoclock answered {reply.status_code} without an error body.")
    if reply.status_code == 503:
        return Unavailable(str(shape.get("message") or shape))
    if reply.status_code >= 500 and reply.status_code != 501:
        return Bug(str(shape.get("message") or shape))
    return Rejected(str(shape.get("message") or shape), shape.get("details"))
