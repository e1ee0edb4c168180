"""Wallet and vendor orders."""

from __future__ import annotations

from typing import Literal

from .base import UNSET, Body, Double, Id, Input, Json, UnsetType
from .shifts import EventInput

TransactionStatus = Literal["pending", "paid", "refunded", "failed"]


class WalletInput(Input, kw_only=True):
    enable_notifications: bool | UnsetType | None = UNSET
    show_balance: bool | UnsetType | None = UNSET


class Wallet(Body, kw_only=True):
    id: Id | None = None
    user_id: Id | None = None
    balance: Double | None = None
    credit_limit: Double | None = None
    enable_notifications: bool | None = None
    show_balance: bool | None = None


class WalletCard(Body, kw_only=True):
    id: Id | None = None
    wallet_id: Id | None = None
    wallet_account_id: Id | None = None
    name: str | None = None
    icon_url: str | None = None
    balance: Double | None = None
    credit_limit: Double | None = None
    active: bool | None = None


class WalletAccount(Body, kw_only=True):
    id: Id | None = None
    team_id: Id | None = None
    name: str | None = None
    card_name: str | None = None
    phone: str | None = None
    vendor_reference: str | None = None
    icon_url: str | None = None
    description: str | None = None
    enable_chat: bool | None = None
    enable_integrations: bool | None = None
    active: bool | None = None


class WalletTransactionInput(Input, kw_only=True):
    required = frozenset({"wallet_card_id", "wallet_account_id", "amount"})

    wallet_card_id: Id | UnsetType | None = UNSET
    wallet_account_id: Id | UnsetType | None = UNSET
    addon_id: Id | UnsetType | None = UNSET
    addon_install_id: Id | UnsetType | None = UNSET
    payee_name: str | UnsetType | None = UNSET
    amount: Double | UnsetType | None = UNSET


class WalletTransaction(Body, kw_only=True):
    wallet_card_id: Id | None = None
    wallet_account_id: Id | None = None
    addon_id: Id | None = None
    addon_install_id: Id | None = None
    payee_name: str | None = None
    icon_url: str | None = None
    invoice_url: str | None = None
    status: TransactionStatus | None = None
    amount: Double | None = None
    vendor_reference: str | None = None


class VendorOrderItemInput(Input, kw_only=True):
    orderable_id: Id | UnsetType | None = UNSET
    orderable_type: str | UnsetType | None = UNSET
    quantity: Id | UnsetType | None = UNSET


class VendorOrderInput(Input, kw_only=True):
    assignee_id: Id | UnsetType | None = UNSET
    assignee_team_id: Id | UnsetType | None = UNSET
    name: str | UnsetType | None = UNSET
    status: str | UnsetType | None = UNSET
    canceled: bool | UnsetType | None = UNSET
    data: Json | UnsetType | None = UNSET
    event_attributes: EventInput | UnsetType | None = UNSET
    coupon_ids: list[int] | UnsetType | None = UNSET
    order_items_attributes: list[VendorOrderItemInput] | UnsetType | None = UNSET


class VendorOrder(Body, kw_only=True):
    id: Id | None = None
    user_id: Id
    team_id: Id | None = None
    assignee_id: Id | None = None
    event_id: Id | None = None
    wallet_transaction_id: Id | None = None
    workforce_shift_id: Id | None = None
    coupon_ids: list[int] | None = None
    name: str | None = None
    status: str | None = None
    canceled: bool | None = None
    data: Json | None = None
