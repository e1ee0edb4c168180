"""Accounts, users, teams, members, contacts and invitations of the Workforce API."""

from __future__ import annotations

from .base import UNSET, Binary, Body, Id, Input, Instant, UnsetType


class Account(Body, kw_only=True):
    id: Id | None = None
    type: str | None = None
    user_id: Id | None = None
    team_id: Id | None = None
    name: str | None = None
    contact_name: str | None = None
    kind: str | None = None
    icon_url: str | None = None
    mobile: str | None = None
    notification_count: Id | None = None
    # beyond the contract
    roles: list[str] = []


class User(Body, kw_only=True):
    id: Id | None = None
    status: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    slug: str | None = None
    email: str | None = None
    mobile: str | None = None
    dob: str | None = None
    locale: str | None = None
    icon_url: str | None = None
    # beyond the contract
    token: str | UnsetType = UNSET
    time_zone: str | None = None


class UserInput(Input, kw_only=True):
    id: Id | UnsetType | None = UNSET
    status: str | UnsetType | None = UNSET
    first_name: str | UnsetType | None = UNSET
    last_name: str | UnsetType | None = UNSET
    slug: str | UnsetType | None = UNSET
    email: str | UnsetType | None = UNSET
    mobile: str | UnsetType | None = UNSET
    dob: str | UnsetType | None = UNSET
    locale: str | UnsetType | None = UNSET
    icon_url: str | UnsetType | None = UNSET
    photo: Binary | UnsetType | None = UNSET
    password: str | UnsetType | None = UNSET


class UserID(Input, kw_only=True):
    user_id: Id | UnsetType | None = UNSET


class UserCredentials(Input, kw_only=True):
    required = frozenset({"login", "password"})
    tolerated = frozenset({"login", "password"})

    login: str | UnsetType | None = UNSET
    password: str | UnsetType | None = UNSET
    # beyond the contract
    api_key: str | UnsetType | None = UNSET


class TeamFeatures(Body, kw_only=True):
    compliance: bool | None = None
    timesheets: bool | None = None
    timeclock: bool | None = None
    availability: bool | None = None
    orders: bool | None = None
    clients: bool | None = None
    training: bool | None = None
    leave: bool | None = None
    documents: bool | None = None
    scheduling: bool | None = None
    ndis: bool | None = None
    experimental: bool | None = None
    mileage: bool | None = None


class Team(Body, kw_only=True):
    id: Id
    user_id: Id
    name: str
    photo: Binary | None = None
    icon_url: str | None = None
    email: str | None = None
    phone: str | None = None
    status: str | None = None
    slug: str | None = None
    features: TeamFeatures | None = None
    # beyond the contract
    background_url: str | None = None


class TeamInput(Input, kw_only=True):
    required = frozenset({"id", "user_id", "name"})
    tolerated = frozenset({"id", "user_id", "name"})

    id: Id | UnsetType | None = UNSET
    user_id: Id | UnsetType | None = UNSET
    name: str | UnsetType | None = UNSET
    photo: Binary | UnsetType | None = UNSET
    icon_url: str | UnsetType | None = UNSET
    email: str | UnsetType | None = UNSET
    phone: str | UnsetType | None = UNSET
    status: str | UnsetType | None = UNSET
    slug: str | UnsetType | None = UNSET
    features: TeamFeatures | UnsetType | None = UNSET
    # beyond the contract
    background_url: str | UnsetType | None = UNSET


class TeamID(Input, kw_only=True):
    team_id: Id | UnsetType | None = UNSET


class TeamIDs(Input, kw_only=True):
    team_ids: list[int] | UnsetType | None = UNSET


class TeamFeaturesInput(Input, kw_only=True):
    features: TeamFeatures | UnsetType | None = UNSET


class AddonLink(Body, kw_only=True):
    title: str | None = None
    package: str | None = None
    url: str | None = None
    icon_url: str | None = None


class TeamMember(Body, kw_only=True):
    user_id: Id
    team_id: Id
    favorite: bool | None = None
    mute: bool | None = None
    photo: Binary | None = None
    roles: list[str] | None = None
    locations: list[str] | None = None
    tags: list[str] | None = None
    id: Id | None = None
    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    mobile: str | None = None
    manager: bool | None = None
    member: bool | None = None
    status: str | None = None
    icon_url: str | None = None
    addon_links: list[AddonLink] | None = None
    # beyond the contract
    is_available: bool | UnsetType = UNSET
    online: bool = False
    notification_count: int = 0


class TeamMemberChange(Input, kw_only=True):
    required = frozenset({"user_id", "team_id"})
    tolerated = frozenset({"user_id", "team_id"})

    user_id: Id | UnsetType | None = UNSET
    team_id: Id | UnsetType | None = UNSET
    favorite: bool | UnsetType | None = UNSET
    mute: bool | UnsetType | None = UNSET
    photo: Binary | UnsetType | None = UNSET
    roles: list[str] | UnsetType | None = UNSET
    locations: list[str] | UnsetType | None = UNSET
    tags: list[str] | UnsetType | None = UNSET
    id: Id | UnsetType | None = UNSET
    first_name: str | UnsetType | None = UNSET
    last_name: str | UnsetType | None = UNSET
    email: str | UnsetType | None = UNSET
    mobile: str | UnsetType | None = UNSET
    manager: bool | UnsetType | None = UNSET
    member: bool | UnsetType | None = UNSET
    status: str | UnsetType | None = UNSET
    icon_url: str | UnsetType | None = UNSET
    addon_links: list[AddonLink] | UnsetType | None = UNSET


class TeamMemberInput(Input, kw_only=True):
    required = frozenset({"user_id", "team_id"})
    tolerated = frozenset({"user_id", "team_id"})

    user_id: Id | UnsetType | None = UNSET
    team_id: Id | UnsetType | None = UNSET
    favorite: bool | UnsetType | None = UNSET
    mute: bool | UnsetType | None = UNSET
    photo: Binary | UnsetType | None = UNSET
    roles: list[str] | UnsetType | None = UNSET
    locations: list[str] | UnsetType | None = UNSET
    tags: list[str] | UnsetType | None = UNSET


class Contact(Body, kw_only=True):
    friend_id: Id
    favorite: bool | None = None
    mute: bool | None = None
    personal: bool | None = None
    roles: list[str] | None = None
    locations: list[str] | None = None
    tags: list[str] | None = None
    id: Id | None = None
    type: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    icon_url: str | None = None
    email: str | None = None
    mobile: str | None = None
    status: str | None = None
    member: bool | None = None
    last_online_at: Instant | None = None


class ContactChange(Input, kw_only=True):
    required = frozenset({"friend_id"})
    tolerated = frozenset({"friend_id"})

    friend_id: Id | UnsetType | None = UNSET
    favorite: bool | UnsetType | None = UNSET
    mute: bool | UnsetType | None = UNSET
    personal: bool | UnsetType | None = UNSET
    roles: list[str] | UnsetType | None = UNSET
    locations: list[str] | UnsetType | None = UNSET
    tags: list[str] | UnsetType | None = UNSET
    id: Id | UnsetType | None = UNSET
    type: str | UnsetType | None = UNSET
    first_name: str | UnsetType | None = UNSET
    last_name: str | UnsetType | None = UNSET
    icon_url: str | UnsetType | None = UNSET
    email: str | UnsetType | None = UNSET
    mobile: str | UnsetType | None = UNSET
    status: str | UnsetType | None = UNSET
    member: bool | UnsetType | None = UNSET
    last_online_at: Instant | UnsetType | None = UNSET


class ContactInput(Input, kw_only=True):
    required = frozenset({"friend_id"})
    tolerated = frozenset({"friend_id"})

    friend_id: Id | UnsetType | None = UNSET
    favorite: bool | UnsetType | None = UNSET
    mute: bool | UnsetType | None = UNSET
    personal: bool | UnsetType | None = UNSET
    roles: list[str] | UnsetType | None = UNSET
    locations: list[str] | UnsetType | None = UNSET
    tags: list[str] | UnsetType | None = UNSET


class ContactRequest(Input, kw_only=True):
    id: Id | UnsetType | None = UNSET
    status: str | UnsetType | None = UNSET
    first_name: str | UnsetType | None = UNSET
    last_name: str | UnsetType | None = UNSET
    slug: str | UnsetType | None = UNSET
    email: str | UnsetType | None = UNSET
    mobile: str | UnsetType | None = UNSET
    dob: str | UnsetType | None = UNSET
    locale: str | UnsetType | None = UNSET
    icon_url: str | UnsetType | None = UNSET
    team_ids: list[int] | UnsetType | None = UNSET
    via: str | UnsetType | None = UNSET


class Invitation(Body, kw_only=True):
    friend_id: Id | None = None
    invitee_id: Id | None = None
    invitee_type: str | None = None
    message: str | None = None
    user_id: Id | None = None
    team_id: Id | None = None
    inviter: Account | None = None
    invitee: Account | None = None
    contact: Contact | None = None
    status: str | None = None
    link: str | None = None
    times_sent: Id | None = None
    sent_at: Instant | None = None
    accepted_at: Instant | None = None
    token: str | None = None


class InvitationInput(Input, kw_only=True):
    friend_id: Id | UnsetType | None = UNSET
    invitee_id: Id | UnsetType | None = UNSET
    invitee_type: str | UnsetType | None = UNSET
    message: str | UnsetType | None = UNSET
