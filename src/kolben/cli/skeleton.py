"""The files that a new app begins with."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable

from .blog_source import find_source

# Template → the extras of Kolben that it needs.
TEMPLATES = {"app": ("serve",), "blog": ("press",)}
_SUFFIX = ".txt"
_WINDOWS = (
    "On Windows, `.venv\\Scripts\\activate` stands for the second line, and `copy` for"
    " `cp`."
)


@dataclass(frozen=True, slots=True)
class Environment:
    """A tool that makes an environment and installs packages into it.

    `packages` is the folder with the files that it reads, `run` goes before a command
    that runs in the environment, `note` is for the README.
    """

    packages: str
    note: str
    run: str = ""


ENVIRONMENTS = {
    "venv": Environment("pip", _WINDOWS),
    "virtualenv": Environment("pip", _WINDOWS),
    "virtualenvwrapper": Environment(
        "pip", "Later, `workon APPNAME` brings you back into the environment and here."
    ),
    "pipenv": Environment(
        "pipenv", "On Windows, `copy` stands for `cp`.", run="pipenv run "
    ),
    "uv": Environment("uv", "On Windows, `copy` stands for `cp`.", run="uv run "),
}


@dataclass(frozen=True, slots=True)
class Skeleton:
    """The files of one new app. `title` is what its visitors read as its name."""

    template: str
    environment: str
    package: str
    title: str

    @property
    def requirement(self) -> str:
        """What has to be installed for the app."""
        return f"kolben[{','.join(TEMPLATES[self.template])}]"

    def read_files(self) -> Iterator[tuple[str, bytes]]:
        """Paths in the new folder, and what is in the files."""
        if self.template == "blog":
            for path, file in find_source().items():
                yield f"{self.package}/{path}", file.read_bytes()
        environment = ENVIRONMENTS[self.environment]
        root = files(__package__) / "new_app"
        for folder in ("common", self.template, f"packages/{environment.packages}"):
            for path, form in _walk(root / folder):
                text = self._fill(form.read_text("utf-8"))
                yield self._name(path), text.encode()

    def _name(self, path: str) -> str:
        # Under their true names, tools would take the files for Kolben's own.
        path = path.removesuffix(_SUFFIX).replace("dot-", ".")
        path = path.replace("INSTANCE", "instance")
        return path.replace("APPNAME", self.package)

    def _fill(self, text: str) -> str:
        environment = ENVIRONMENTS[self.environment]
        extras = TEMPLATES[self.template]
        commands = files(__package__) / "new_app/environments"
        start = commands / f"{self.environment}.sh{_SUFFIX}"
        words = {
            "START_COMMANDS\n": start.read_text("utf-8"),
            "ENVIRONMENT_NOTE": environment.note,
            "RUN ": environment.run,
            "EXTRA_NAMES": ", ".join(f'"{extra}"' for extra in extras),
            "EXTRAS": ",".join(extras),
            # TOML's strings are those of JSON.
            "QUOTED_TITLE": json.dumps(self.title, ensure_ascii=False),
            "TITLE": self.title,
            "APPNAME": self.package,
            "PREFIX": self.package.upper(),
            "NEW_SECRET_KEY": secrets.token_hex(32),
        }
        for word, value in words.items():
            text = text.replace(word, value)
        return text


def _walk(folder: Traversable, path: str = "") -> Iterator[tuple[str, Traversable]]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            yield from _walk(entry, f"{path}{entry.name}/")
        elif entry.name.endswith(_SUFFIX):
            yield path + entry.name, entry
