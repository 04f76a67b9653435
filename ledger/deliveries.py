"""Messages that go out: each is written down before it is sent, so that none is sent twice and none is forgotten.

One row of `delivery` a message and channel. Its id is made of what it says, to whom, about which month: the same
reminder asked for again is the same row. A message that did not arrive stays `pending` for the next run.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any  # the columns of a row

from sqlalchemy import (
    Column,
    Integer,
    RowMapping,
    Select,
    String,
    Table,
    Text,
    Update,
    insert,
    select,
    update,
)

from ledger.engine import Store
from ledger.schema import METADATA

DELIVERY = Table(
    "delivery",
    METADATA,
    Column("delivery_id", String, primary_key=True),
    Column("kind", String, nullable=False),
    Column("period", String, nullable=False, index=True),
    Column("recipient", String, nullable=False),
    Column("channel", String, nullable=False),
    Column("title", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("status", String, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("created_at", String, nullable=False),
    Column("last_at", String),
    Column("problem", Text, nullable=False),
)


class DeliveryStatus(StrEnum):
    """Where a message stands. Only a pending one is sent."""

    PENDING = "pending"
    SENT = "sent"
    WITHDRAWN = "withdrawn"  # no longer true, or its channel is gone
    EXPIRED = "expired"  # tried for too long


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message to one recipient through one channel. `channel` is its name, never its address."""

    delivery_id: str
    kind: str
    period: str
    recipient: str
    channel: str
    title: str
    body: str
    status: DeliveryStatus
    attempts: int
    created_at: datetime
    last_at: datetime | None = None
    problem: str = ""


class Outbox(Store):
    """The messages of one ledger. Every method is one transaction."""

    def add(self, deliveries: Sequence[Delivery]) -> list[Delivery]:
        """Write messages down; returns those that are new. One that was withdrawn and is wanted again is new."""
        with self._begin() as connection:
            known = {
                row["delivery_id"]: row["status"]
                for row in connection.execute(select(DELIVERY.c.delivery_id, DELIVERY.c.status)).mappings()
            }
            fresh = [one for one in deliveries if one.delivery_id not in known]
            again = [one for one in deliveries if known.get(one.delivery_id) == DeliveryStatus.WITHDRAWN]
            if fresh:
                connection.execute(insert(DELIVERY), [_values(one) for one in fresh])
            for one in again:
                connection.execute(_row(one.delivery_id).values(**_values(one)))
            return [*fresh, *again]

    def note(self, delivery_id: str, status: DeliveryStatus, at: datetime, problem: str = "") -> None:
        """Note one attempt, or that no more is made."""
        attempt = DELIVERY.c.attempts + (status in (DeliveryStatus.SENT, DeliveryStatus.PENDING))
        values = {"status": str(status), "last_at": at.isoformat(), "problem": problem}
        with self._begin() as connection:
            connection.execute(_row(delivery_id).values(attempts=attempt, **values))

    def reopen(self, delivery_ids: Sequence[str], at: datetime) -> None:
        """Let messages be sent once more."""
        values = {"status": str(DeliveryStatus.PENDING), "created_at": at.isoformat()}
        with self._begin() as connection:
            for delivery_id in delivery_ids:
                connection.execute(_row(delivery_id).values(**values))

    def replay(self, delivery: Delivery) -> None:
        """Know a message that the journal says was sent."""
        with self._begin() as connection:
            if not connection.execute(_row(delivery.delivery_id).values(**_values(delivery))).rowcount:
                connection.execute(insert(DELIVERY).values(**_values(delivery)))

    def pending(self) -> list[Delivery]:
        """What waits to be sent, oldest first."""
        query = select(DELIVERY).where(DELIVERY.c.status == DeliveryStatus.PENDING)
        return self._read(query.order_by(DELIVERY.c.created_at, DELIVERY.c.recipient, DELIVERY.c.channel))

    def latest(self, count: int) -> list[Delivery]:
        """The latest messages, newest first."""
        order = (DELIVERY.c.created_at.desc(), DELIVERY.c.delivery_id)
        return self._read(select(DELIVERY).order_by(*order).limit(count))

    def find(self, delivery_ids: Sequence[str]) -> list[Delivery]:
        """The messages with these ids, in their order; unknown ones are left out."""
        found = {one.delivery_id: one for one in self._read(select(DELIVERY))}
        return [found[identity] for identity in delivery_ids if identity in found]

    def _read(self, query: Select[Any]) -> list[Delivery]:
        with self._begin() as connection:
            return [_delivery(row) for row in connection.execute(query).mappings()]


def sent_event(delivery: Delivery, at: datetime) -> dict[str, object]:
    """A message that was taken, as the journal keeps it: without its text and without any address."""
    kept = ("delivery_id", "kind", "period", "recipient", "channel", "title")
    return {**{name: getattr(delivery, name) for name in kept}, "at": at.isoformat()}


def delivery_of(event: Mapping[str, object]) -> Delivery:
    """The message that an event of the journal keeps."""
    at = datetime.fromisoformat(str(event["at"]))
    return Delivery(
        delivery_id=str(event["delivery_id"]),
        kind=str(event["kind"]),
        period=str(event["period"]),
        recipient=str(event["recipient"]),
        channel=str(event["channel"]),
        title=str(event["title"]),
        body="",
        status=DeliveryStatus.SENT,
        attempts=1,
        created_at=at,
        last_at=at,
    )


def _row(delivery_id: str) -> Update:
    return update(DELIVERY).where(DELIVERY.c.delivery_id == delivery_id)


def _values(one: Delivery) -> dict[str, object]:
    return {
        "delivery_id": one.delivery_id,
        "kind": one.kind,
        "period": one.period,
        "recipient": one.recipient,
        "channel": one.channel,
        "title": one.title,
        "body": one.body,
        "status": str(one.status),
        "attempts": one.attempts,
        "created_at": one.created_at.isoformat(),
        "last_at": None if one.last_at is None else one.last_at.isoformat(),
        "problem": one.problem,
    }


def _delivery(row: RowMapping) -> Delivery:
    return Delivery(
        row["delivery_id"],
        row["kind"],
        row["period"],
        row["recipient"],
        row["channel"],
        row["title"],
        row["body"],
        DeliveryStatus(row["status"]),
        row["attempts"],
        datetime.fromisoformat(row["created_at"]),
        None if row["last_at"] is None else datetime.fromisoformat(row["last_at"]),
        row["problem"],
    )
