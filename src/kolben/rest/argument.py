"""One argument of a request: where it is, what it must be, what documents say."""

from __future__ import annotations

import decimal
import typing as t
from collections.abc import Hashable, Mapping
from functools import partial
from http import HTTPStatus

from werkzeug.datastructures import FileStorage, MultiDict

from ..globals import current_app
from .field import Schema
from .marshalling import marshal
from .model import Model
from .rest_error import abort

SPLIT_CHAR = ","

#: Locations and what they are called in Swagger 2.0.
LOCATIONS = {
    "args": "query",
    "form": "formData",
    "headers": "header",
    "json": "body",
    "values": "query",
    "files": "formData",
}
#: Types of Python and what they are called in Swagger 2.0.
PY_TYPES: dict[t.Any, str] = {
    int: "integer",
    str: "string",
    bool: "boolean",
    float: "number",
    None: "void",
}
_PLACES = {
    "json": "the JSON body",
    "form": "the post body",
    "args": "the query string",
    "values": "the post body or the query string",
    "headers": "the HTTP headers",
    "cookies": "the request's cookies",
    "files": "an uploaded file",
}
# Called with the value only; to offer them more would only raise TypeError first.
_OF_ONE_VALUE = frozenset((int, str, float, bool, decimal.Decimal))

Outcome = tuple[t.Any, t.Any]


class Argument:
    """An argument and its rules.

    ``location`` is an attribute of the request or several, later ones coming after
    earlier ones. ``type`` is called with the value, and with the name and the
    operator if it takes them; what it raises is the error's text, after ``help``.
    ``action`` is "store", "append" (a list of all values) or "split" (at commas).
    ``dest`` is the name in the result; with ``store_missing=False`` an absent
    argument is not in it at all. ``ignore`` skips values that cannot be converted.
    """

    def __init__(
        self,
        name: str,
        default: t.Any = None,
        dest: str | None = None,
        required: bool = False,
        ignore: bool = False,
        type: t.Any = str,  # noqa: A002  # flask-restx's name
        location: str | t.Sequence[str] = ("json", "values"),
        choices: t.Any = (),
        action: str = "store",
        help: t.Any = None,  # noqa: A002  # flask-restx's name
        operators: t.Sequence[str] = ("=",),
        case_sensitive: bool = True,
        store_missing: bool = True,
        trim: bool = False,
        nullable: bool = True,
    ) -> None:
        self.name = name
        self.default = default
        self.dest = dest
        self.required = required
        self.ignore = ignore
        self.location = location
        self.type = type
        self.choices = choices
        self.action = action
        self.help = help
        self.case_sensitive = case_sensitive
        self.operators = operators
        self.store_missing = store_missing
        self.trim = trim
        self.nullable = nullable

    def source(self, request: t.Any) -> t.Any:
        """The values of the request among which the argument is, a mapping."""
        if isinstance(self.location, str):
            found = _read(request, self.location)
            return MultiDict() if found is None else found
        return self._gather(request, lambda found: found)

    def _find_source(self, request: t.Any) -> t.Any:
        """As much of `source` as is asked for.

        Each argument would copy the whole request: a large one is copied twenty times.
        """
        if isinstance(self.location, str) or type(self).source is not Argument.source:
            return self.source(request)
        names = [self._name(operator) for operator in self.operators]
        return self._gather(request, partial(_pick, names))

    def _gather(
        self, request: t.Any, pick: t.Callable[[t.Any], t.Any]
    ) -> MultiDict[str, t.Any]:
        """What is picked from each of several locations."""
        values: MultiDict[str, t.Any] = MultiDict()
        for location in self.location:
            found = _read(request, location)
            if found is not None:
                values.update(pick(found))
        return values

    def _name(self, operator: str) -> str:
        """What the argument is called with an operator: ``price<`` for ``<=``."""
        return self.name + operator.replace("=", "", 1)

    def convert(self, value: t.Any, op: str) -> t.Any:
        """The value as ``type`` makes it. Raises what that raises."""
        if value is None:
            if not self.nullable:
                raise ValueError("Must not be null!")
            return None
        wanted = self.type
        if isinstance(wanted, Model) and isinstance(value, dict):
            return marshal(value, wanted)
        if isinstance(value, FileStorage) and wanted == FileStorage:
            return value
        if isinstance(wanted, type) and wanted in _OF_ONE_VALUE:
            return wanted(value)
        for more in ((self.name, op), (self.name,)):
            try:
                return wanted(value, *more)
            except TypeError:
                pass
        return wanted(value)

    def handle_validation_error(self, error: t.Any, bundle_errors: bool) -> Outcome:
        """Answer with 400, or give the error and its text by name to be collected."""
        text = f"{self.help} {error}" if self.help else str(error)
        errors = {self.name: text}
        if not bundle_errors:
            message = "Input payload validation failed"
            abort(HTTPStatus.BAD_REQUEST, message, errors=errors)
        return ValueError(error), errors

    def parse(self, request: t.Any, bundle_errors: bool = False) -> Outcome:
        """The value and whether it was there; or an error and its text by name."""
        bundle_errors = current_app.config.get("BUNDLE_ERRORS", False) or bundle_errors
        source = self._find_source(request)
        results: list[t.Any] = []
        for operator in self.operators:
            name = self._name(operator)
            if name not in source:
                continue
            getlist = getattr(source, "getlist", None)
            for given in getlist(name) if getlist else [source.get(name)]:
                try:
                    value = self._read_value(given, operator)
                except Exception as error:
                    if self.ignore:
                        continue
                    return self.handle_validation_error(error, bundle_errors)
                wrong = self._find_no_choice(given, value)
                if wrong:
                    text = f"The value '{wrong[0]}' is not a valid choice for '{name}'."
                    return self.handle_validation_error(text, bundle_errors)
                request.unparsed_arguments.pop(name, None)
                results.append(value)
        if results:
            if self.action == "append":
                return results, True
            one = self.action == "store" or len(results) == 1
            return (results[0] if one else results), True
        if self.required:
            text = f"Missing required parameter in {self._name_place()}"
            return self.handle_validation_error(text, bundle_errors)
        return self._make_default(), False

    def _read_value(self, value: t.Any, operator: str) -> t.Any:
        if self.trim and hasattr(value, "strip"):
            value = value.strip()
        if not self.case_sensitive and hasattr(value, "lower"):
            value = value.lower()
        if self.action != "split":
            return self.convert(value, operator)
        return [self.convert(part, operator) for part in value.split(SPLIT_CHAR)]

    def _find_no_choice(self, given: t.Any, value: t.Any) -> list[t.Any]:
        """The values that are not among the choices."""
        if not self.choices:
            return []
        choices = self.choices
        if not self.case_sensitive and hasattr(given, "lower"):
            choices = [_lower(choice) for choice in choices]
        values = value if self.action == "split" else [value]
        return [value for value in values if not _is_in(value, choices)]

    def _make_default(self) -> t.Any:
        return self.default() if callable(self.default) else self.default

    def _name_place(self) -> str:
        if isinstance(self.location, str):
            return _PLACES.get(self.location, self.location)
        return " or ".join(_PLACES.get(place, place) for place in self.location)

    @property
    def __schema__(self) -> Schema | None:
        """The argument in Swagger 2.0, which has no cookies."""
        if self.location == "cookie":
            return None
        place = self.location if isinstance(self.location, str) else ""
        param: Schema = {"name": self.name, "in": LOCATIONS.get(place, "query")}
        self._describe_type(param)
        if self.required:
            param["required"] = True
        if self.help:
            param["description"] = self.help
        if self.default is not None:
            param["default"] = self._make_default()
        if self.action in ("append", "split"):
            param["items"] = {"type": param["type"]}
            param["type"] = "array"
        if self.action == "append":
            if "pattern" in param:
                param["items"]["pattern"] = param.pop("pattern")
            param["collectionFormat"] = "multi"
        elif self.action == "split":
            param["collectionFormat"] = "csv"
        if self.choices:
            param["enum"] = self.choices
        return param

    def _describe_type(self, param: Schema) -> None:
        wanted = self.type
        if isinstance(wanted, Hashable) and wanted in PY_TYPES:
            param["type"] = PY_TYPES[wanted]
        elif hasattr(wanted, "__apidoc__"):
            param["type"] = wanted.__apidoc__["name"]
            param["in"] = "body"
        elif hasattr(wanted, "__schema__"):
            param.update(wanted.__schema__)
        else:
            param["type"] = "file" if self.location == "files" else "string"


def _pick(names: t.Iterable[str], found: t.Any) -> t.Any:
    if isinstance(found, MultiDict):
        return {name: found.getlist(name) for name in names}
    if type(found) is dict:
        return {name: found[name] for name in names if name in found}
    # Of headers, case does not matter; here it does.
    return found


def _read(request: t.Any, location: str) -> t.Any:
    if location in ("json", "get_json"):
        value = request.get_json(silent=True)
        # Only an object has names. flask-restx fails with 500 on other bodies.
        return value if isinstance(value, Mapping) else None
    value = getattr(request, location, None)
    return value() if callable(value) else value


def _lower(choice: t.Any) -> t.Any:
    return choice.lower() if hasattr(choice, "lower") else choice


def _is_in(value: t.Any, choices: t.Any) -> bool:
    try:
        return value in choices
    except TypeError:
        # A list or an object of JSON among the choices of a set.
        return False
