"""A language: the site's words in it, and how it writes dates."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files


class LanguageError(LookupError):
    """There is no such language, or its file lacks a text that another one has."""


@dataclass(frozen=True, slots=True)
class Language:
    """The texts of one language.

    `code` is its BCP 47 tag, as the ``lang`` attribute has it. Calling the language
    with the name of a text gives the text, with the other arguments filled in; where
    the text has forms for numbers, the argument `n` chooses.
    """

    code: str
    name: str
    date: str
    texts: Mapping[str, str | Mapping[str, str]]
    months: tuple[str, ...]

    def __call__(self, text: str, **values: object) -> str:
        try:
            found = self.texts[text]
        except KeyError:
            raise LanguageError(
                f"{self.code}.toml has no text {text!r}: add it under [texts]."
            ) from None
        if not isinstance(found, str):
            found = found["one" if values.get("n") == 1 else "other"]
        return found.format(**values) if values else found

    def format_date(self, moment: datetime) -> str:
        """The day, as people write it in this language."""
        return self.date.format(
            year=moment.year, month=self.months[moment.month - 1], day=moment.day
        )


def load_language(code: str) -> Language:
    """The language of a code such as ``"zh"``; `LanguageError` if there is none."""
    folder = files(__package__)
    source = folder / f"{code}.toml"
    if not code.isalnum() or not source.is_file():
        known = sorted(
            entry.name.removesuffix(".toml")
            for entry in folder.iterdir()
            if entry.name.endswith(".toml")
        )
        raise LanguageError(
            f"There are no words for the language {code!r}, only for"
            f" {', '.join(known)}. Add languages/{code}.toml, with the texts of one of"
            " these."
        )
    found = tomllib.loads(source.read_text("utf-8"))
    return Language(
        code=found["code"],
        name=found["name"],
        date=found["date"],
        texts=found["texts"],
        months=tuple(found["months"]),
    )
