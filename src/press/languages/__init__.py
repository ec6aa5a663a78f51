"""Languages of the site's own words: one TOML file each."""

from .language import Language, LanguageError, load_language

__all__ = ["Language", "LanguageError", "load_language"]
