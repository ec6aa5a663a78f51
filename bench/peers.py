"""The frameworks measured, in the order of the tables."""

from importlib import import_module
from types import ModuleType

WSGI = ("kolben", "flask", "falcon", "bottle", "django", "bare")
ASGI = ("fastapi", "litestar")


def load(names: list[str]) -> dict[str, ModuleType]:
    """The app modules by name; a framework that is not installed is left out."""
    loaded = {}
    for name in names:
        try:
            loaded[name] = import_module(f"apps.{name}")
        except ModuleNotFoundError as error:
            print(f"{name}: skipped, {error.name} is not installed", flush=True)
    return loaded


def chosen(text: str | None, known: tuple[str, ...]) -> list[str]:
    """The names in a comma-separated option, in table order."""
    if not text:
        return list(known)
    wanted = text.split(",")
    strange = sorted(set(wanted) - set(known))
    if strange:
        raise SystemExit(f"unknown: {', '.join(strange)}; known: {', '.join(known)}")
    return [name for name in known if name in wanted]
