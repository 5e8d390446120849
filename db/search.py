"""Search over machines, places, devices and contacts, tolerant of typing mistakes."""

from typing import Any

from db.connect import Connection
from db.sql import Queries
from domain.search import SHORTEST_ALIKE, Asked, Found, least_alike

SQL = Queries(__file__)
_ENOUGH = 200       # machines, and devices, that are alike: who finds more types on


def search(conn: Connection, wanted: Asked, *, most: int) -> list[Found]:
    """Return what fits all words, the best first, retired things last; what is alike if nothing is written so."""
    asked = {"words": list(wanted.words), "text": wanted.text, "longest": wanted.longest, "most": most,
             "beginning": f"{_literal(wanted.text)}%", "longest_pattern": f"%{_literal(wanted.longest)}%",
             "patterns": [f"%{_literal(word)}%" for word in wanted.words]}
    best = conn.execute(SQL["written"], asked).fetchall() or _alike(conn, wanted, asked)
    kinds, ids, retired, conditions = ([row[place] for row in best] for place in range(4))
    lines = conn.execute(SQL["lines"], {"kinds": kinds, "ids": ids, "retired": retired, "conditions": conditions})
    return [_found(*row) for row in lines]


def _alike(conn: Connection, wanted: Asked, asked: dict[str, Any]) -> list[Any]:
    if len(wanted.longest) < SHORTEST_ALIKE:
        return []
    words = [word for word in wanted.words if len(word) >= SHORTEST_ALIKE]
    short = [word for word in wanted.words if len(word) < SHORTEST_ALIKE]
    with conn.transaction():
        conn.execute(SQL["tolerance"], {"least": str(least_alike(wanted.longest))})
        return conn.execute(SQL["alike"], asked | {
            "words": words, "least": [least_alike(word) for word in words], "short_words": short,
            "short_patterns": [f"%{_literal(word)}%" for word in short], "enough": _ENOUGH}).fetchall()


def _found(*row: Any) -> Found:
    *head, where, facts, machine, place = row
    kind, number, name, retired, condition, machine_type, place_kind = head
    return Found(kind, number, name, retired, condition, machine_type, place_kind, _known(where), _known(facts),
                 machine, place)


def _known(texts: object) -> list[str]:
    return [text for text in texts if text] if isinstance(texts, list) else []


def _literal(text: str) -> str:
    """Return a text so that LIKE takes it as it stands."""
    return text.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
