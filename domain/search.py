"""What a person types into the search: the words that are looked for, and what of a thing answers them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

LONGEST_TEXT, MOST_WORDS = 80, 6
SHORTEST_ALIKE = 3        # letters: a shorter word is looked for as it is
_PHONE = re.compile(r"\+?[0-9][0-9 ()/.-]{4,}")


@dataclass(frozen=True, slots=True)
class Asked:
    """The words of a search, in small letters; ``text`` is all of it."""

    text: str
    words: tuple[str, ...]

    @property
    def longest(self) -> str:
        """Return the word that says most."""
        return max(self.words, key=len)


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that fits: ``kind`` is machine, place, device or contact.

    ``where`` are the places from the top down, or the machine it belongs to; ``facts`` are what is known of it besides
    its name. ``condition`` and ``machine_type`` are those of machines, ``place_kind`` of places; of a contact
    ``owner_machine`` or ``owner_place`` say whose it is.
    """

    kind: str
    id: int
    name: str
    retired: bool
    condition: str | None
    machine_type: str | None
    place_kind: str | None
    where: Sequence[str]
    facts: Sequence[str]
    owner_machine: int | None
    owner_place: int | None

    @property
    def href(self) -> str:
        """Return the page that shows it."""
        if self.kind == "place" or self.owner_place is not None:
            return f"/places/{self.id if self.kind == 'place' else self.owner_place}"
        if self.kind == "device":
            return f"/devices/{self.id}"
        return f"/machines/{self.owner_machine or self.id}"


def asked(text: str) -> Asked | None:
    """Return what is looked for, None if that is nothing. A telephone number is one word, however it is grouped."""
    small = " ".join(text.replace("\0", " ").lower().split())[:LONGEST_TEXT].strip()
    if _PHONE.fullmatch(small):
        small = re.sub(r"[^0-9+]", "", small)
    words = tuple(dict.fromkeys(small.split()))[:MOST_WORDS]
    return Asked(small, words) if words else None


def least_alike(word: str) -> float:
    """Return the word similarity of pg_trgm from which on a word may be meant.

    Of exhuast and exhaust it is 0.38, of vaccum and vacuum 0.43, of nortwerk and nordwerk 0.5.
    """
    return 0.5 if len(word) <= 5 else 0.35


def telling(found: Found, wanted: Asked) -> list[str]:
    """Return the facts that answer the search, so that a person sees why this was found; at most two."""
    hits = [fact for fact in found.facts if any(word in _plain(fact) for word in wanted.words)]
    return hits[:2]


def _plain(fact: str) -> str:
    small = fact.lower()
    return small + re.sub(r"[^0-9+]", "", small) if _PHONE.search(small) else small
