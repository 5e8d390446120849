"""Fleet files on a disk: a YAML file, or a folder of CSV files; written whole or not at all."""

import os
from pathlib import Path

from domain.fleet import Fleet
from domain.fleet_fault import Fault, Problem
from domain.fleet_row import Content
from fleet_file import csv_files, yaml_reader, yaml_writer


def content(path: Path) -> Content:
    """Return the rows of a YAML file or of a folder, and all that is out of place."""
    if path.is_dir():
        return _folder(path)
    try:
        return yaml_reader.content(path.name, path.read_bytes())
    except OSError as error:
        return _unreadable(path, error)


def write_yaml(path: Path, fleet: Fleet) -> None:
    """Write the fleet to one file."""
    _write(path, "\n".join(yaml_writer.lines(fleet)) + "\n")


def write_folder(folder: Path, fleet: Fleet) -> None:
    """Write a file a table."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in csv_files.texts(fleet):
        _write(folder / name, text)


def _folder(folder: Path) -> Content:
    names = tuple(csv_files.NAMES.values())
    present = [folder / name for name in names if (folder / name).exists()]
    if not present:
        return Content([], [Problem(folder.name, 0, "", Fault.NO_ROWS, wanted=names)])
    try:
        return csv_files.content({path.name: path.read_bytes() for path in present})
    except OSError as error:
        return _unreadable(folder, error)


def _unreadable(path: Path, error: OSError) -> Content:
    return Content([], [Problem(path.name, 0, "", Fault.UNREADABLE, error.strerror or "")])


def _write(path: Path, text: str) -> None:
    """Write a file so that nobody ever sees half of it."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.write_text(text, encoding="utf-8", newline="")
    beside.replace(path)
