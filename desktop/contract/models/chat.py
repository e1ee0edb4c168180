"""Chats, messages, attachments and reactions."""

from __future__ import annotations

from .base import UNSET, Body, Id, Input, Instant, UnsetType


class Attachment(Body, kw_only=True):
    signed_id: str | None = None
    content_type: str | None = None
    filename: str | None = None
    url: str | None = None


class ChatUser(Body, kw_only=True):
    id: Id | None = None
    chat_id: Id
    user_id: Id
    first_name: str | None = None
    last_name: str | None = None
    icon_url: str | None = None
    deleted: bool | None = None


class Chat(Body, kw_only=True):
    id: Id | None = None
    user_id: Id | None = None
    team_id: Id | None = None
    title: str | None = None
    group: bool | None = None
    favorite: bool | None = None
    mute: bool | None = None
    unread_messages_count: Id | None = None
    users: list[ChatUser] | None = None


class ChatChange(Input, kw_only=True):
    id: Id | UnsetType | None = UNSET
    user_id: Id | UnsetType | None = UNSET
    team_id: Id | UnsetType | None = UNSET
    title: str | UnsetType | None = UNSET
    group: bool | UnsetType | None = UNSET
    favorite: bool | UnsetType | None = UNSET
    mute: bool | UnsetType | None = UNSET
    unread_messages_count: Id | UnsetType | None = UNSET
    users: list[ChatUser] | UnsetType | None = UNSET


class ChatInput(Input, kw_only=True):
    title: str | UnsetType | None = UNSET
    group: bool | UnsetType | None = UNSET
    favorite: bool | UnsetType | None = UNSET
    mute: bool | UnsetType | None = UNSET
    user_ids: list[int] | UnsetType | None = UNSET


class ChatInitiateInput(Input, kw_only=True):
    required = frozenset({"user_ids"})

    user_ids: list[int] | UnsetType | None = UNSET


class MessageFlag(Body, kw_only=True):
    id: Id | None = None
    user_id: Id | None = None
    message_id: Id | None = None
    chat_id: Id | None = None
    kind: str | None = None
    value: str | None = None
    created_at: Instant | None = None
    updated_at: Instant | None = None


class ReactionInput(Input, kw_only=True):
    required = frozenset({"message_id", "value"})

    message_id: Id | UnsetType | None = UNSET
    value: str | UnsetType | None = UNSET


class Message(Body, kw_only=True):
    id: Id | None = None
    chat_id: Id | None = None
    sender_id: Id | None = None
    body: str | None = None
    kind: str | None = None
    chat_title: str | None = None
    sender_first_name: str | None = None
    sender_last_name: str | None = None
    sender_icon_url: str | None = None
    sent_at: Instant | None = None
    attachments: list[Attachment] | None = None


class MessageChange(Input, kw_only=True):
    id: Id | UnsetType | None = UNSET
    chat_id: Id | UnsetType | None = UNSET
    sender_id: Id | UnsetType | None = UNSET
    body: str | UnsetType | None = UNSET
    kind: str | UnsetType | None = UNSET
    chat_title: str | UnsetType | None = UNSET
    sender_first_name: str | UnsetType | None = UNSET
    sender_last_name: str | UnsetType | None = UNSET
    sender_icon_url: str | UnsetType | None = UNSET
    sent_at: Instant | UnsetType | None = UNSET
    attachments: list[Attachment] | UnsetType | None = UNSET


class MessageInput(Input, kw_only=True):
    required = frozenset({"sender_id", "body"})
    tolerated = frozenset({"sender_id", "body"})

    chat_id: Id | UnsetType | None = UNSET
    sender_id: Id | UnsetType | None = UNSET
    body: str | UnsetType | None = UNSET
    kind: str | UnsetType | None = UNSET
    send_at: Instant | UnsetType | None = UNSET
    attachments: list[str] | UnsetType | None = UNSET
