"""The document of a webhook: what people read, and the same as values for programs."""

from typing import Any

import orjson

from domain.telling import MessageKind
from domain.telling_parcel import Facts, Parcel, Text

VERSION = 1
_MOST_MEMBERS = 200


def payload(parcel: Parcel, text: Text) -> bytes:
    """Return the JSON of a message; times are UTC, values in the unit that stands beside them (UCUM)."""
    document = {
        "version": VERSION, "key": str(parcel.key), "kind": parcel.kind, "reason": parcel.reason,
        "priority": parcel.priority, "title": text.title, "text": text.body(),
        "recipient": {"name": parcel.recipient.name, "full_name": parcel.recipient.full_name},
        "links": {name: address for name, _word, address in text.links},
        "alarm": _alarm(parcel.alarm) if parcel.alarm else None,
    }
    if parcel.kind is MessageKind.DIGEST:
        document["count"] = len(parcel.members)
        document["alarms"] = [{"kind": kind, **_alarm(facts)} for kind, facts in parcel.members[:_MOST_MEMBERS]]
    return orjson.dumps(document)


def _alarm(facts: Facts) -> dict[str, Any]:
    return {
        "id": facts.id, "about": facts.subject, "condition": facts.kind, "priority": facts.priority,
        "active": facts.active, "acknowledged": facts.acknowledged, "since": facts.began_at,
        "known_since": facts.discovered_at, "until": facts.cleared_at, "value": facts.value, "limit": facts.limit,
        "value_now": facts.value_now, "change_per_day": facts.per_day, "unit": facts.unit, "signal": facts.signal,
        "device": facts.device,
        "gateway": facts.gateway, "blind_machines": facts.blind, "case": facts.case_id, "machine": None
        if facts.machine_id is None else {"id": facts.machine_id, "key": facts.machine_key, "name": facts.machine},
        "places": list(facts.places),
        "contacts": [{"role": one.role, "name": one.name, "phone": one.phone, "email": one.email}
                     for one in facts.contacts],
    }
