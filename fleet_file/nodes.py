"""A YAML document as nodes that know their lines.

Built from the parser's events, because plain values lose their lines, and because a serial number 007 must
stay what it is: every scalar is kept as the text that was written.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from domain.fleet_fault import Fault, Problem
from domain.fleet_row import Cell
from fleet_file.text import Unparsable

DEEPEST = 12
_NOTHING = {"", "~", "null", "Null", "NULL"}


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list."""

    items: "list[Node]"
    line: int


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys with values."""

    items: "dict[str, Node]"
    line: int


Node = Cell | Sequence | Mapping


class Document:
    """One YAML text; ``root`` is None if there is nothing in it, ``problems`` are keys that stand twice."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        # The events are of PyYAML's own untyped classes; yaml.parse costs a fifth more time.
        self._events: Iterator[Any] = iter(yaml.CSafeLoader(text).get_event, None)
        self.root = self._read()

    def _read(self) -> Node | None:
        try:
            for event in self._events:
                if isinstance(event, yaml.DocumentStartEvent):
                    return self._node(next(self._events), depth=0)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            raise self._stop(mark.line + 1 if mark else 0, Fault.SYNTAX, error.problem or "") from error
        except yaml.YAMLError as error:
            raise self._stop(0, Fault.SYNTAX, str(error).splitlines()[0]) from error
        return None

    def _node(self, event: Any, *, depth: int) -> Node:
        line = event.start_mark.line + 1
        if depth > DEEPEST:
            raise self._stop(line, Fault.SYNTAX, "nested too deeply")
        if isinstance(event, yaml.ScalarEvent):
            is_nothing = event.implicit[0] and event.value in _NOTHING
            return Cell(None if is_nothing or not event.value else event.value, line)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(line, depth=depth + 1)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(line, depth=depth + 1)
        raise self._stop(line, Fault.ALIAS, f"*{event.anchor}")

    def _sequence(self, line: int, *, depth: int) -> Sequence:
        items: list[Node] = []
        for event in self._events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            items.append(self._node(event, depth=depth))
        return Sequence(items, line)

    def _mapping(self, line: int, *, depth: int) -> Mapping:
        items: dict[str, Node] = {}
        for event in self._events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            key = self._node(event, depth=depth)
            value = self._node(next(self._events), depth=depth)
            name = key.text or "" if isinstance(key, Cell) else ""
            if not name:
                self.problems.append(Problem(self.file, key.line, "", Fault.NOT_A_VALUE))
            elif name in items:
                first = str(items[name].line)
                self.problems.append(Problem(self.file, key.line, name, Fault.KEY_TWICE, wanted=(first,)))
            else:
                items[name] = value
        return Mapping(items, line)

    def _stop(self, line: int, fault: Fault, given: str) -> Unparsable:
        return Unparsable(Problem(self.file, line, "", fault, given=given))
