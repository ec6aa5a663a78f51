"""The app's settings: a dict that can fill itself."""

from __future__ import annotations

import errno
import json
import os
import types
import typing as t
from collections.abc import Callable, Mapping

from werkzeug.utils import import_string

_T = t.TypeVar("_T")


class _HasConfig(t.Protocol):
    @property
    def config(self) -> Config: ...


class ConfigAttribute(t.Generic[_T]):
    """An attribute whose value is an entry of its object's config.

    :param get_converter: applied to the value each time it is read.
    """

    def __init__(
        self, name: str, get_converter: Callable[[t.Any], _T] | None = None
    ) -> None:
        self.__name__ = name
        self.get_converter = get_converter

    @t.overload
    def __get__(self, obj: None, owner: type[t.Any] | None = None) -> t.Self: ...

    @t.overload
    def __get__(self, obj: _HasConfig, owner: type[t.Any] | None = None) -> _T: ...

    def __get__(
        self, obj: _HasConfig | None, owner: type[t.Any] | None = None
    ) -> _T | t.Self:
        if obj is None:
            return self
        value = obj.config[self.__name__]
        if self.get_converter is not None:
            return self.get_converter(value)
        return t.cast(_T, value)

    def __set__(self, obj: _HasConfig, value: t.Any) -> None:
        obj.config[self.__name__] = value


class Config(dict[str, t.Any]):
    """A dict of settings, filled from Python files, objects, data files or the
    environment. Every loader but `from_prefixed_env` takes upper-case names only.

    :param root_path: the folder that relative file names start from.
    """

    def __init__(
        self,
        root_path: str | os.PathLike[str],
        defaults: dict[str, t.Any] | None = None,
    ) -> None:
        super().__init__(defaults or {})
        self.root_path = root_path

    def from_envvar(self, variable_name: str, silent: bool = False) -> bool:
        """Load the Python file that an environment variable names."""
        filename = os.environ.get(variable_name)
        if filename:
            return self.from_pyfile(filename, silent=silent)
        if silent:
            return False
        raise RuntimeError(
            f"The environment variable {variable_name!r} is not set, so there is no"
            " configuration to load. Set it to the path of a Python file, or pass"
            " silent=True to go on without one."
        )

    def from_prefixed_env(
        self, prefix: str = "FLASK", *, loads: Callable[[str], t.Any] = json.loads
    ) -> bool:
        """Take every environment variable that starts with `prefix` and `_`.

        `loads` reads the values; what it cannot read stays a string, which with
        JSON includes `True` and `False` (`true` and `false` are booleans). A double
        underscore in a name goes one level down: `PREFIX_A__B` sets `["A"]["B"]`.
        """
        prefix = f"{prefix}_"
        # Sorted, so that A comes before A__B whatever the order of the environment.
        for variable in sorted(os.environ):
            if variable.startswith(prefix):
                value = _read(os.environ[variable], loads)
                self._set_path(variable, variable.removeprefix(prefix), value)
        return True

    def _set_path(self, variable: str, key: str, value: t.Any) -> None:
        *parents, last = key.split("__")
        current: t.Any = self
        try:
            for parent in parents:
                if parent not in current:
                    current[parent] = {}
                current = current[parent]
            current[last] = value
        except TypeError as error:
            raise TypeError(
                f"The environment variable {variable!r} sets a value inside"
                f" {key.rpartition('__')[0]!r}, which already holds"
                f" {current!r} and not a dict. Unset one of the two."
            ) from error

    def from_pyfile(
        self, filename: str | os.PathLike[str], silent: bool = False
    ) -> bool:
        """Run a Python file and take its upper-case names.

        :param silent: a file that does not exist is no error.
        """
        path = os.path.join(self.root_path, filename)
        module = types.ModuleType("config")
        module.__file__ = path
        try:
            with open(path, "rb") as file:
                source = file.read()
        except OSError as error:
            missing = (errno.ENOENT, errno.EISDIR, errno.ENOTDIR)
            if silent and error.errno in missing:
                return False
            _explain(error)
            raise
        exec(compile(source, path, "exec"), module.__dict__)
        self.from_object(module)
        return True

    def from_object(self, obj: object | str) -> None:
        """Take the upper-case attributes of an object, or of what an import path
        names. A dict has its values under keys: give it to `from_mapping`.
        """
        if isinstance(obj, str):
            obj = import_string(obj)
        for key in dir(obj):
            if key.isupper():
                self[key] = getattr(obj, key)

    def from_file(
        self,
        filename: str | os.PathLike[str],
        load: Callable[[t.IO[t.Any]], Mapping[str, t.Any]],
        silent: bool = False,
        text: bool = True,
    ) -> bool:
        """Take the upper-case keys of what `load` reads from a file:
        `json.load`, or `tomllib.load` with `text=False`.
        """
        path = os.path.join(self.root_path, filename)
        try:
            with open(path, "r" if text else "rb") as file:
                values = load(file)
        except OSError as error:
            if silent and error.errno in (errno.ENOENT, errno.EISDIR):
                return False
            _explain(error)
            raise
        return self.from_mapping(values)

    def from_mapping(
        self, mapping: Mapping[str, t.Any] | None = None, **kwargs: t.Any
    ) -> bool:
        """Take the upper-case keys of a mapping and of the keyword arguments."""
        for key, value in dict(mapping or {}, **kwargs).items():
            if key.isupper():
                self[key] = value
        return True

    def get_namespace(
        self, namespace: str, lowercase: bool = True, trim_namespace: bool = True
    ) -> dict[str, t.Any]:
        """The settings whose names start with `namespace`, as a dict of their own."""
        found = {}
        for key, value in self.items():
            if key.startswith(namespace):
                name = key[len(namespace) :] if trim_namespace else key
                found[name.lower() if lowercase else name] = value
        return found

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {dict.__repr__(self)}>"


def _read(text: str, loads: Callable[[str], t.Any]) -> t.Any:
    try:
        return loads(text)
    except Exception:
        return text


def _explain(error: OSError) -> None:
    error.strerror = f"Unable to load configuration file ({error.strerror})"
