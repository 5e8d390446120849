"""Reads a fleet file in YAML into rows."""

from collections.abc import Iterator

from domain.fleet_fault import Fault, Problem, nearest
from domain.fleet_limit import SETTING_COLUMNS
from domain.fleet_row import UPKEEP_COLUMNS, Cell, Content, Row, Table
from domain.limit import Level
from domain.limit_set import SETTINGS
from fleet_file.nodes import Document, Mapping, Node, Sequence
from fleet_file.text import Unparsable, decoded

VERSION = "1"

# Keys that are columns as they stand, by table; and groups of keys with the columns they become.
OWN = {
    Table.PLACES: ("key", "name", "kind", "parent", "time_zone", "address", "latitude", "longitude",
                   "directions"),
    Table.MACHINES: ("key", "name", "place", "type", "maker", "model", "serial_number", "rated_power_kw",
                     "rated_speed_rpm", "criticality", "foundation", "shaft_height_mm", "impeller", "motion", "year",
                     "mounting"),
    Table.DEVICES: ("id", "model", "serial_number"),
    Table.SIGNALS: ("name", "title", "kind", "unit", "interval_s", "stuck_after_s"),
    Table.CONTACTS: ("role", "name", "phone", "email", "hours", "language"),
    Table.BEARINGS: ("location", "designation", "maker", "rolling_elements"),
    Table.NAMEPLATE: ("name", "value"),
    Table.MAINTENANCE: tuple(UPKEEP_COLUMNS),
}
GROUPS: dict[Table, dict[str, dict[str, str]]] = {
    **{table: {} for table in Table},
    Table.MACHINES: {"running": {"signal": "running_signal", "above": "running_above",
                                 "starting_s": "starting_s"}},
}
LISTS: dict[Table, tuple[Table, ...]] = {
    **dict.fromkeys(Table, ()), Table.PLACES: (Table.CONTACTS,), Table.DEVICES: (Table.SIGNALS,),
    Table.MACHINES: (Table.CONTACTS, Table.BEARINGS, Table.MAINTENANCE, Table.DEVICES)}
# Of these lists an empty one says something: there is nobody, there is none.
_WHOLE = (Table.CONTACTS, Table.BEARINGS, Table.NAMEPLATE, Table.MAINTENANCE)
# The column in which an entry names what it lies in, and there the field that it is named by.
_INSIDE = {Table.PLACES: ("place", "key"), Table.MACHINES: ("machine", "key"), Table.DEVICES: ("device", "id")}
_LABELS = {column: f"{group}.{key}" for groups in GROUPS.values() for group, keys in groups.items()
           for key, column in keys.items()} | {"machine": ""}
RANGES = {"range": ("minimum", "maximum"), "band": ("band_from_hz", "band_to_hz")}
_LABELS_OF = {
    Table.SIGNALS: {
        "device": "", **{column: name for name, columns in RANGES.items() for column in columns},
        **{level.value: f"limits.{level}" for level in Level},
        **{column: f"limits.{level}.{name}" for column, (level, name) in SETTING_COLUMNS.items()}},
    Table.CONTACTS: _LABELS | {"place": ""}}
_SPECIAL = {Table.SIGNALS: (*RANGES, "limits"), Table.MACHINES: ("tags", "nameplate")}
Around = tuple[str, Cell]


def content(file: str, data: bytes) -> Content:
    """Return the rows of a YAML file, and every key in the wrong place or where the text breaks off."""
    try:
        reader = _Reader(Document(file, decoded(file, data)))
    except Unparsable as unparsable:
        return Content([], [unparsable.problem])
    return Content(list(reader.rows()), reader.problems)


class _Reader:
    """Walks over the nodes of one document and collects what is out of place."""

    def __init__(self, document: Document) -> None:
        self._file, self._root = document.file, document.root
        self.problems = document.problems

    def rows(self) -> Iterator[Row]:
        if self._root is None:
            self._problem(0, "", Fault.NO_ROWS)
        elif isinstance(self._root, Mapping):
            self._check_top(self._root)
            for table in (Table.PLACES, Table.MACHINES):
                yield from self._list(self._root.items.get(table.value), table, around=None)
        else:
            self._problem(self._root.line, "", Fault.NOT_A_MAPPING)

    def _check_top(self, root: Mapping) -> None:
        version = root.items.get("version")
        if not isinstance(version, Cell) or version.text != VERSION:
            self._problem(version.line if version else root.line, "version", Fault.WRONG_VERSION,
                          given=version.text or "" if isinstance(version, Cell) else "")
        self._check_keys(root, ("version", Table.PLACES.value, Table.MACHINES.value))

    def _check_keys(self, mapping: Mapping, known: tuple[str, ...]) -> None:
        for key, node in mapping.items.items():
            if key not in known:
                self._problem(node.line, key, Fault.UNKNOWN_KEY, wanted=nearest(key, known) or known)

    def _list(self, node: Node | None, table: Table, *, around: Around | None) -> Iterator[Row]:
        if node is None or (isinstance(node, Cell) and node.text is None):
            return
        if not isinstance(node, Sequence):
            self._problem(node.line, table.value, Fault.NOT_A_LIST)
            return
        for item in node.items:
            if isinstance(item, Mapping):
                yield from self._entry(item, table, around=around)
            else:
                self._problem(item.line, table.value, Fault.NOT_A_MAPPING)

    def _entry(self, entry: Mapping, table: Table, *, around: Around | None) -> Iterator[Row]:
        """Yield the row of one entry and the rows of the lists in it; ``around`` names what it belongs to."""
        self._check_keys(entry, (*OWN[table], *GROUPS[table], *_SPECIAL.get(table, ()), *LISTS[table]))
        cells = {name: self._cell(entry.items[name], name) for name in OWN[table] if name in entry.items}
        for name, columns in GROUPS[table].items():
            if name in entry.items:
                cells |= self._group(entry.items[name], name, columns)
        if table is Table.SIGNALS:
            cells |= self._of_signal(entry)
        if "tags" in entry.items and table is Table.MACHINES:
            cells["tags"] = self._tags(entry.items["tags"])
        if around is not None:
            cells[around[0]] = Cell(around[1].text, entry.line)
        yield Row(table, self._file, entry.line, cells, _LABELS_OF.get(table, _LABELS))
        for below in LISTS[table]:
            column, identity = _INSIDE[table]
            inside = column, cells.get(identity, Cell(None, entry.line))
            yield from self._list(entry.items.get(below), below, around=inside)
            yield from self._nobody(entry.items.get(below), below, around=inside)
        if table is Table.MACHINES:
            yield from self._nameplate(entry, around=("machine", cells.get("key", Cell(None, entry.line))))

    def _nobody(self, node: Node | None, table: Table, *, around: Around) -> Iterator[Row]:
        """Yield what says that a list is empty."""
        is_empty = node.text is None if isinstance(node, Cell) else node is not None and not node.items
        if node is not None and table in _WHOLE and is_empty:
            cells = dict.fromkeys(OWN[table], Cell(None, node.line))
            cells[around[0]] = Cell(around[1].text, node.line)
            yield Row(table, self._file, node.line, cells, _LABELS_OF.get(table, _LABELS))

    def _nameplate(self, entry: Mapping, *, around: Around) -> Iterator[Row]:
        """Yield the lines of a nameplate: what stands on it by name."""
        node = entry.items.get("nameplate")
        if isinstance(node, Mapping):
            for name, value in node.items.items():
                cells = {"name": Cell(name, value.line), "value": self._cell(value, f"nameplate.{name}")}
                cells[around[0]] = Cell(around[1].text, value.line)
                yield Row(Table.NAMEPLATE, self._file, value.line, cells, _LABELS)
        elif isinstance(node, Sequence) or (node is not None and node.text is not None):
            self._problem(node.line, "nameplate", Fault.NOT_A_MAPPING)
        yield from self._nobody(node, Table.NAMEPLATE, around=around)

    def _tags(self, node: Node) -> Cell:
        """Return tags as one text, given as a list or parted by commas."""
        if isinstance(node, Sequence):
            return Cell(", ".join(self._cell(item, "tags").text or "" for item in node.items) or None, node.line)
        return self._cell(node, "tags")

    def _cell(self, node: Node, name: str) -> Cell:
        if isinstance(node, Cell):
            return node
        self._problem(node.line, name, Fault.NOT_A_VALUE)
        return Cell(None, node.line)

    def _group(self, node: Node, name: str, columns: dict[str, str]) -> dict[str, Cell]:
        """Return the cells of a group: a group that is given is complete, what it leaves out is nothing."""
        cells = {column: Cell(None, node.line) for column in columns.values()}
        if isinstance(node, Mapping):
            self._check_keys(node, tuple(columns))
            for key, column in columns.items():
                if key in node.items:
                    cells[column] = self._cell(node.items[key], f"{name}.{key}")
        elif not isinstance(node, Cell) or node.text is not None:
            self._problem(node.line, name, Fault.NOT_A_MAPPING)
        return cells

    def _of_signal(self, entry: Mapping) -> dict[str, Cell]:
        cells: dict[str, Cell] = {}
        for name, columns in RANGES.items():
            if name in entry.items:
                cells |= zip(columns, self._range(entry.items[name], name), strict=True)
        return cells | self._limits(entry.items["limits"]) if "limits" in entry.items else cells

    def _range(self, node: Node, name: str) -> list[Cell]:
        if isinstance(node, Sequence) and len(node.items) == 2:
            return [self._cell(item, name) for item in node.items]
        if not isinstance(node, Cell) or node.text is not None:
            self._problem(node.line, name, Fault.NOT_A_RANGE)
        return [Cell(None, node.line)] * 2

    def _limits(self, node: Node) -> dict[str, Cell]:
        """Return the cells of the limits: one that is left out is none, how the others are judged stays."""
        cells = {level.value: Cell(None, node.line) for level in Level}
        if isinstance(node, Mapping):
            self._check_keys(node, tuple(Level))
            for level in Level:
                if level in node.items:
                    del cells[level]
                    cells |= self._limit(node.items[level], level)
        elif not isinstance(node, Cell) or node.text is not None:
            self._problem(node.line, "limits", Fault.NOT_A_MAPPING)
        return cells

    def _limit(self, node: Node, level: Level) -> dict[str, Cell]:
        if not isinstance(node, Mapping):
            return {level.value: self._cell(node, f"limits.{level}")}
        self._check_keys(node, ("value", *SETTINGS))
        columns = {"value": level.value, **{name: f"{level}_{name}" for name in SETTINGS}}
        return {columns[key]: self._cell(item, f"limits.{level}.{key}") for key, item in node.items.items()
                if key in columns}

    def _problem(self, line: int, name: str, fault: Fault, *, given: str = "",
                 wanted: tuple[str, ...] = ()) -> None:
        self.problems.append(Problem(self._file, line, name, fault, given, wanted))
