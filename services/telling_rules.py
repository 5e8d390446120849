"""What people change about telling: addresses, channels and rules; and tests of channels. Each change is audited."""

import secrets
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, time
from typing import Any

import db.telling_outbox
import db.telling_rules
import db.users
from db.connect import Connection
from domain import telling_form
from domain.access import Role, User
from domain.errors import ChangedMeanwhileError, DomainError, NotFoundError
from domain.telling_form import ChannelForm, Fault, FaultsError, PersonForm, RuleForm
from domain.telling_parcel import ChannelKind
from services import audit


class NotYoursError(DomainError):
    """Only an admin may change how others are reached, and how many messages somebody may get."""


class ChannelInUseError(DomainError):
    """A rule uses this channel; change the rule first."""


def set_person(conn: Connection, user_id: int, raw: Mapping[str, object], *, by: User) -> None:
    """Change how somebody is reached; others than oneself only as an admin, and so one's own budget.

    Raises: FaultsError, NotFoundError, NotYoursError.
    """
    form = telling_form.person(raw)
    with conn.transaction():
        before = _found(db.telling_rules.person(conn, user_id))
        is_admin = by.role.allows(Role.ADMIN)
        if not is_admin and (by.id != user_id or form.budget_per_h != before["budget"]):
            raise NotYoursError
        set_form(conn, user_id, form, before=before, by=by.id)


def set_reach(conn: Connection, name: str, given: Mapping[str, object]) -> None:
    """Change some of how somebody is reached, as an operator: what is not given stays.

    Raises: FaultsError, NotFoundError.
    """
    with conn.transaction():
        found = db.users.user_named(conn, name)
        if found is None:
            raise NotFoundError(f"There is no user {name!r}")
        before = _found(db.telling_rules.person(conn, found.id))
        form = telling_form.person({**(_plain({k: v or "" for k, v in before.items()}) or {}), **given})
        set_form(conn, found.id, form, before=before, by=None)


def set_form(conn: Connection, user_id: int, form: PersonForm, *, before: dict[str, Any], by: int | None) -> None:
    """Write how somebody is reached, in the caller's transaction."""
    db.telling_rules.set_person(conn, user_id, form)
    after = {"email": form.email, "phone": form.phone, "zone": form.zone, "budget": form.budget_per_h,
             "quiet_from": form.quiet.begin if form.quiet else None, "quiet_to": form.quiet.end if form.quiet else None}
    _audit(conn, ("telling_person", user_id), "changed", before, after, by=by)


def set_channel(conn: Connection, channel_id: int | None, raw: Mapping[str, object], *,
                by: User) -> tuple[int, str | None]:
    """Add or change a channel; return its number and, if one was made for it, the secret, which is never shown again.

    Raises: FaultsError, NotFoundError, ChangedMeanwhileError.
    """
    form = telling_form.channel(raw, is_new=channel_id is None)
    made = secrets.token_urlsafe(32) if channel_id is None and form.kind is ChannelKind.WEBHOOK and (
        form.secret is None) else None
    form = ChannelForm(form.name, form.kind, form.active, form.address, form.secret or made)
    with conn.transaction():
        if channel_id is None:
            number, before = _named(db.telling_rules.insert_channel(conn, form)), None
        else:
            number, before = channel_id, _found(db.telling_rules.channel(conn, channel_id))
            _is_newest(before.pop("version"), raw)
            _named(db.telling_rules.set_channel(conn, channel_id, form) or None)
        after = {"name": form.name, "kind": form.kind, "active": form.active, "new_address": form.address is not None,
                 "new_secret": form.secret is not None}
        _audit(conn, ("telling_channel", number), "changed" if before else "added", before, after, by=by.id)
    return number, made


def remove_channel(conn: Connection, channel_id: int, *, by: User) -> None:
    """Remove a channel. Raises: NotFoundError, ChannelInUseError."""
    with conn.transaction():
        before = _found(db.telling_rules.channel(conn, channel_id))
        if not db.telling_rules.delete_channel(conn, channel_id):
            raise ChannelInUseError
        _audit(conn, ("telling_channel", channel_id), "removed", before, None, by=by.id)


def set_rule(conn: Connection, rule_id: int | None, raw: Mapping[str, object], *, by: User, now: datetime) -> int:
    """Add or change a rule and return its number; alarms that call are looked at by it at once.

    Raises: FaultsError, NotFoundError, ChangedMeanwhileError.
    """
    form = telling_form.rule(raw)
    with conn.transaction():
        _check_steps(conn, form)
        before = None if rule_id is None else _rule(conn, rule_id)
        if rule_id is None:
            number = _named(db.telling_rules.insert_rule(conn, form))
        else:
            number = rule_id
            _is_newest(_found(db.telling_rules.rule_version(conn, rule_id)), raw)
            _named(db.telling_rules.set_rule(conn, rule_id, form) or None)
        db.telling_rules.look_again(conn, now=now)
        _audit(conn, ("telling_rule", number), "changed" if before else "added", before, _rule(conn, number), by=by.id)
    return number


def remove_rule(conn: Connection, rule_id: int, *, by: User) -> None:
    """Remove a rule. Raises: NotFoundError."""
    with conn.transaction():
        before = _rule(conn, rule_id)
        db.telling_rules.delete_rule(conn, rule_id)
        _audit(conn, ("telling_rule", rule_id), "removed", before, None, by=by.id)


def send_test(conn: Connection, channel_id: int, *, by: User, now: datetime) -> int:
    """Send a test by a channel to the person who asks; return the number of the message. Raises: NotFoundError."""
    _found(db.telling_rules.channel(conn, channel_id))
    about = f"test {channel_id} {by.id} {secrets.token_hex(8)}"
    return db.telling_outbox.insert_test(conn, about=about, user_id=by.id, channel_id=channel_id, now=now)


def _check_steps(conn: Connection, form: RuleForm) -> None:
    users, channels = db.telling_rules.known(conn, users=[step.user_id for step in form.steps],
                                             channels=[step.channel_id for step in form.steps])
    faults = {f"steps.{position}.{name}": Fault.UNKNOWN for position, step in enumerate(form.steps)
              for name, is_known in (("user", step.user_id in users), ("channel", step.channel_id in channels))
              if not is_known}
    if faults:
        raise FaultsError(faults)


def _rule(conn: Connection, rule_id: int) -> dict[str, Any]:
    found = db.telling_rules.rules(conn, rule_id)
    if not found:
        raise NotFoundError
    return {name: value for name, value in asdict(found[0]).items() if name not in {"id", "version"}}


def _found(value: Any) -> Any:
    if value is None:
        raise NotFoundError
    return value


def _named(number: int | None) -> int:
    if number is None:
        raise FaultsError({"name": Fault.TAKEN})
    return number


def _is_newest(version: int, raw: Mapping[str, object]) -> None:
    if raw.get("version") != version:
        raise ChangedMeanwhileError


def _audit(conn: Connection, what: tuple[str, int], action: str, before: dict[str, Any] | None,
           after: dict[str, Any] | None, *, by: int | None) -> None:
    if before != after:
        audit.record(conn, user_id=by, object=what[0], object_id=what[1], action=action, before=_plain(before),
                     after=_plain(after))


def _plain(values: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return values as JSON takes them."""
    if values is None:
        return None
    return {name: value.isoformat("minutes") if isinstance(value, time) else value for name, value in values.items()}
