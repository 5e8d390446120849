"""Rules, channels and addresses of people: as pages show them, and their changes. Addresses of channels only go in."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, time
from typing import Any

from db.connect import Connection
from db.sql import Queries
from domain.telling_form import ChannelForm, PersonForm, RuleForm

SQL = Queries(__file__)

Named = tuple[int, str]


@dataclass(frozen=True, slots=True)
class PersonRow:
    """Somebody and how they are reached; ``zone`` is None for that of the plant."""

    id: int
    name: str
    full_name: str
    email: str | None
    phone: str | None
    zone: str | None
    quiet_from: time | None
    quiet_to: time | None
    budget_per_h: int
    active: bool


@dataclass(frozen=True, slots=True)
class ChannelRow:
    """A channel as it may be shown: of its address only the scheme."""

    id: int
    name: str
    kind: str
    scheme: str
    active: bool
    version: int
    used: bool
    last: str | None


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule; steps are person, channel and minutes."""

    id: int
    name: str
    active: bool
    everywhere: bool
    least_priority: str
    weekdays: Sequence[int]
    from_time: time | None
    to_time: time | None
    remind_min: int | None
    version: int
    places: Sequence[Named]
    machines: Sequence[Named]
    steps: Sequence[tuple[int, int, int]]


@dataclass(frozen=True, slots=True)
class MessageRow:
    """A message; ``about`` is the machine, device or gateway, ``counted`` how many messages a digest counts."""

    id: int
    created_at: datetime
    sent_at: datetime | None
    next_at: datetime
    kind: str
    priority: str
    state: str
    reason: str
    error: str
    attempts: int
    person: str
    channel: str | None
    about: str | None
    case_id: int | None
    machine_id: int | None
    admitted: bool
    counted: int


def people(conn: Connection) -> list[PersonRow]:
    """Return everybody who may sign in, by name."""
    return [PersonRow(*row) for row in conn.execute(SQL["people"])]


def person(conn: Connection, user_id: int) -> dict[str, Any] | None:
    """Return how somebody is reached, and lock it; None if there is nobody."""
    row = conn.execute(SQL["person"], {"id": user_id}).fetchone()
    names = ("email", "phone", "zone", "quiet_from", "quiet_to", "budget")
    return dict(zip(names, row, strict=True)) if row else None


def set_person(conn: Connection, user_id: int, form: PersonForm) -> None:
    """Write how somebody is reached."""
    conn.execute(SQL["set_person"], {
        "id": user_id, "email": form.email, "phone": form.phone, "zone": form.zone, "budget": form.budget_per_h,
        "quiet_from": form.quiet.begin if form.quiet else None, "quiet_to": form.quiet.end if form.quiet else None})


def channels(conn: Connection) -> list[ChannelRow]:
    """Return the channels by name."""
    return [ChannelRow(*row) for row in conn.execute(SQL["channels"])]


def channel(conn: Connection, channel_id: int) -> dict[str, Any] | None:
    """Return a channel without its address, and lock it."""
    row = conn.execute(SQL["channel"], {"id": channel_id}).fetchone()
    return dict(zip(("name", "kind", "active", "version"), row, strict=True)) if row else None


def insert_channel(conn: Connection, form: ChannelForm) -> int | None:
    """Add a channel and return its number; None if the name is taken."""
    row = conn.execute(SQL["insert_channel"], asdict(form)).fetchone()
    return int(row[0]) if row else None


def set_channel(conn: Connection, channel_id: int, form: ChannelForm) -> bool:
    """Change a channel; tell whether the name was free."""
    return conn.execute(SQL["set_channel"], {**asdict(form), "id": channel_id}).fetchone() is not None


def delete_channel(conn: Connection, channel_id: int) -> bool:
    """Remove a channel; tell whether no rule uses it."""
    return conn.execute(SQL["delete_channel"], {"id": channel_id}).fetchone() is not None


def rules(conn: Connection, rule_id: int | None = None) -> list[RuleRow]:
    """Return the rules by name, or one."""
    return [RuleRow(*row) for row in conn.execute(SQL["rules"], {"id": rule_id})]


def rule_version(conn: Connection, rule_id: int) -> int | None:
    """Return the version of a rule and lock it; None if there is none."""
    row = conn.execute(SQL["lock_rule"], {"id": rule_id}).fetchone()
    return int(row[0]) if row else None


def insert_rule(conn: Connection, form: RuleForm) -> int | None:
    """Add a rule and return its number; None if the name is taken."""
    row = conn.execute(SQL["insert_rule"], _columns(form)).fetchone()
    if row is not None:
        _insert_parts(conn, int(row[0]), form)
    return int(row[0]) if row else None


def set_rule(conn: Connection, rule_id: int, form: RuleForm) -> bool:
    """Change a rule; tell whether the name was free."""
    if conn.execute(SQL["set_rule"], {**_columns(form), "id": rule_id}).fetchone() is None:
        return False
    conn.execute(SQL["delete_parts"], {"id": rule_id})
    _insert_parts(conn, rule_id, form)
    return True


def delete_rule(conn: Connection, rule_id: int) -> bool:
    """Remove a rule; tell whether it was there."""
    return conn.execute(SQL["delete_rule"], {"id": rule_id}).fetchone() is not None


def look_again(conn: Connection, *, now: datetime) -> None:
    """Let alarms that call be looked at by the rules as they are now."""
    conn.execute(SQL["look_again"], {"now": now})


def known(conn: Connection, *, users: Sequence[int], channels: Sequence[int]) -> tuple[set[int], set[int]]:
    """Return which of these people and channels are there."""
    row = conn.execute(SQL["known"], {"users": list(users), "channels": list(channels)}).fetchone() or ([], [])
    return set(row[0]), set(row[1])


def messages(conn: Connection, *, most: int, state: str | None = None) -> list[MessageRow]:
    """Return the messages made last, newest first; only those in one state, if one is given."""
    return [MessageRow(*row) for row in conn.execute(SQL["messages"], {"most": most, "state": state})]


def message(conn: Connection, message_id: int, *, user_id: int) -> tuple[str, str] | None:
    """Return the state and the error of a message to this person."""
    row = conn.execute(SQL["message"], {"id": message_id, "user_id": user_id}).fetchone()
    return (row[0], row[1]) if row else None


def found(conn: Connection, text: str, *, most: int) -> tuple[list[tuple[int, list[str]]], list[tuple[int, list[str]]]]:
    """Return places and machines by a part of their name, each with the way to it."""
    like = "%" + text.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_") + "%"
    places, machines = (conn.execute(SQL[name], {"like": like, "most": most}).fetchall()
                        for name in ("find_places", "find_machines"))
    return [(row[0], row[1]) for row in places], [(row[0], row[1]) for row in machines]


def site_zone(conn: Connection) -> str:
    """Return the zone of people who have chosen none."""
    row = conn.execute(SQL["site_zone"]).fetchone()
    return str(row[0]) if row else "UTC"


def _columns(form: RuleForm) -> dict[str, Any]:
    return {"name": form.name, "active": form.active, "everywhere": form.everywhere, "least": form.least_priority,
            "weekdays": list(form.weekdays), "from": form.hours.begin if form.hours else None,
            "to": form.hours.end if form.hours else None, "remind": form.remind_min}


def _insert_parts(conn: Connection, rule_id: int, form: RuleForm) -> None:
    conn.execute(SQL["insert_scopes"], {"id": rule_id, "places": list(form.place_ids),
                                        "machines": list(form.machine_ids)})
    conn.execute(SQL["insert_steps"], {
        "id": rule_id, "users": [step.user_id for step in form.steps],
        "channels": [step.channel_id for step in form.steps], "after": [step.after_min for step in form.steps]})
