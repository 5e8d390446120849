"""The settings that several devices have in common, each within the bounds of all of them."""

from collections.abc import Sequence
from dataclasses import replace

from domain.settings_schema import Field, Schema
from domain.twin import same


def common(schemas: Sequence[Schema]) -> dict[str, Field]:
    """Return the fields that all of these devices have, in the order of the first; bounds are the narrowest.

    A field that is of another type or unit on one of them, or that has no value which suits all, is left out.
    """
    if not schemas:
        return {}
    first, *others = schemas
    found = {path: _narrowed(field, [one[path] for one in others])
             for path, field in first.items() if all(path in one for one in others)}
    return {path: field for path, field in found.items() if field is not None}


def _narrowed(field: Field, others: Sequence[Field]) -> Field | None:
    for other in others:
        if (other.type, other.unit) != (field.type, field.unit):
            return None
        choices = tuple(choice for choice in field.choices if choice in other.choices)
        if field.choices and not choices:
            return None
        field = replace(field, minimum=_most(field.minimum, other.minimum),
                        maximum=_least(field.maximum, other.maximum), step=_step(field.step, other.step),
                        choices=choices, title=field.title or other.title,
                        default=field.default if same(field.default, other.default) else None)
    empty = field.minimum is not None and field.maximum is not None and field.minimum > field.maximum
    return None if empty else field


def _most(one: float | None, other: float | None) -> float | None:
    return max((end for end in (one, other) if end is not None), default=None)


def _least(one: float | None, other: float | None) -> float | None:
    return min((end for end in (one, other) if end is not None), default=None)


def _step(one: float | None, other: float | None) -> float | None:
    """Return the coarser step; each device checks its own once more."""
    return _most(one, other)
