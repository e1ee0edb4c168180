"""Trading a credential of a known provider for a token of the Tomatoes API."""

from __future__ import annotations

from desktop.base.errors import Prescribed, Unauthorized
from desktop.contract.models.tomatoes import TomatoSession, TomatoSessionInput
from desktop.store.uow import UnitOfWork

from . import keys, tokens
from .context import Call
from .shape import given

OURS = "pomoclock"


def create(uow: UnitOfWork, call: Call, body: TomatoSessionInput) -> TomatoSession:
    """Provider `pomoclock` takes an API key of this node. No other provider is set up yet."""
    if given(body.provider) != OURS:
        raise Prescribed(400, {"error": "provider not supported"})
    key = keys.find(uow, str(given(body.access_token, "")).strip(), call.now)
    if key is None or uow.get("user", key["user_id"]) is None:
        raise Unauthorized("authentication failed")
    return TomatoSession(token=tokens.new_raw(uow, key["user_id"], key["id"]))


def delete(uow: UnitOfWork, call: Call) -> None:
    """Forgets all of the user's tokens, on every device."""
    tokens.forget(uow, call.user_id, tokens.TOMATOES)
