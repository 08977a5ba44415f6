"""Two languages in one page: every text in English, with its Spanish beside it."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import pandas as pd
from markupsafe import Markup, escape

SPANISH: Final = Path(__file__).resolve().parent / "spanish.json"
MONTHS: Final = (
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
)
COUNTS: Final = {" trillion": " billones", " billion": " mil millones", " million": " millones"}
"""Words that `number` writes behind a count; a Spanish billón is a million millions."""


LANGUAGES: Final = ("en", "es")
_SPOKEN: ContextVar[str] = ContextVar("spoken", default=LANGUAGES[0])


@dataclass(frozen=True)
class Text:
    """One text in English and in Spanish; templates write both, the page shows one."""

    en: str
    es: str

    def __str__(self) -> str:
        """Return the English text, for terminals and figures."""
        return self.en

    def __html__(self) -> str:
        """Return both texts, each marked with its language; one where both are equal."""
        if self.en == self.es:
            return str(escape(self.en))
        parts = ((name, getattr(self, name)) for name in ("en", "es"))
        marked = Markup('<span lang="{}">{}</span>')
        return str(Markup("").join(marked.format(name, text) for name, text in parts))

    def __add__(self, other: "Text | str") -> "Text":
        """Return one text behind the other."""
        more = other if isinstance(other, Text) else Text(other, other)
        return Text(self.en + more.en, self.es + more.es)


@cache
def catalogue() -> dict[str, str]:
    """Return the Spanish of every English text."""
    known: dict[str, str] = json.loads(SPANISH.read_text(encoding="utf-8"))
    return known


def said(english: str, **values: Any) -> Text:
    """Return a text in both languages, with values put into its braces.

    Raises
    ------
    KeyError
        If the text has no Spanish.
    """
    spanish = catalogue()[english]
    sides = [
        {name: getattr(value, side, value) for name, value in values.items()}
        for side in ("en", "es")
    ]
    return Text(english.format(**sides[0]), spanish.format(**sides[1]))


def named(english: str) -> Text:
    """Return a name in both languages; one that users gave is the same in both."""
    return Text(english, catalogue().get(english, english))


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Let `word` and `spoken` give the words of a language: ``en`` or ``es``."""
    before = _SPOKEN.set(language)
    try:
        yield
    finally:
        _SPOKEN.reset(before)


def spoken(text: Text | str) -> str:
    """Return a text, or a name, in the one language in which a figure is being drawn."""
    side: str = getattr(named(text) if isinstance(text, str) else text, _SPOKEN.get())
    return side


def word(english: str, **values: Any) -> str:
    """Return what `said` gives, in the one language in which a figure is being drawn."""
    return spoken(said(english, **values))


def listed(texts: Sequence[Text]) -> Text:
    """Return texts as a list in words: a, b and c."""
    if not texts:
        return Text("", "")
    sides = []
    for side, last in (("en", " and "), ("es", " y ")):
        *head, tail = (getattr(text, side) for text in texts)
        sides.append(f"{', '.join(head)}{last}{tail}" if head else tail)
    return Text(*sides)


def joined(texts: Sequence[Text], between: str = ", ") -> Text:
    """Return texts in a row."""
    return Text(*(between.join(getattr(text, side) for text in texts) for side in ("en", "es")))


def month(date: pd.Timestamp) -> Text:
    """Return a month in words: January 2025."""
    return Text(f"{date:%B %Y}", f"{MONTHS[date.month - 1]} de {date.year}")


def counted(number: str) -> Text:
    """Return a count such as ``1.66 billion`` in both languages."""
    spanish = number
    for english, word in COUNTS.items():
        spanish = spanish.replace(english, word)
    return Text(number, spanish)


def capital(text: Text) -> Text:
    """Return a text with a capital at its head."""
    return Text(*(side[:1].upper() + side[1:] for side in (text.en, text.es)))
