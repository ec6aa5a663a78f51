"""Arguments of requests, declared one by one: `RequestParser`."""

from __future__ import annotations

import typing as t
from copy import deepcopy
from http import HTTPStatus

from werkzeug.datastructures import FileStorage as FileStorage
from werkzeug.datastructures import MultiDict as MultiDict
from werkzeug.exceptions import BadRequest

from ..globals import request
from .argument import LOCATIONS as LOCATIONS
from .argument import PY_TYPES as PY_TYPES
from .argument import SPLIT_CHAR as SPLIT_CHAR
from .argument import Argument as Argument
from .field import Schema
from .rest_error import SpecsError, abort


class ParseResult(dict[str, t.Any]):
    """The values of the arguments, as items and as attributes."""

    def __getattr__(self, name: str) -> t.Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None

    def __setattr__(self, name: str, value: t.Any) -> None:
        self[name] = value


class RequestParser:
    """Reads a request's arguments, or answers it with 400.

    ``trim`` takes the space around every argument off. With ``bundle_errors``, or
    BUNDLE_ERRORS in the configuration, the answer has all errors, else the first.
    """

    def __init__(
        self,
        argument_class: type[Argument] = Argument,
        result_class: type[dict[str, t.Any]] = ParseResult,
        trim: bool = False,
        bundle_errors: bool = False,
    ) -> None:
        self.args: list[Argument] = []
        self.argument_class = argument_class
        self.result_class = result_class
        self.trim = trim
        self.bundle_errors = bundle_errors

    def add_argument(self, *args: t.Any, **kwargs: t.Any) -> RequestParser:
        """Add an Argument, or one made from what `Argument` takes."""
        if len(args) == 1 and isinstance(args[0], self.argument_class):
            argument = args[0]
        else:
            argument = self.argument_class(*args, **kwargs)
        self.args.append(argument)
        if self.trim and self.argument_class is Argument:
            argument.trim = kwargs.get("trim", self.trim)
        return self

    def parse_args(self, req: t.Any = None, strict: bool = False) -> t.Any:
        """The arguments of ``req``, else of the current request.

        With ``strict`` an argument that was not declared is a 400.
        """
        req = request if req is None else req
        result = self.result_class()
        # Arguments take themselves out of it.
        req.unparsed_arguments = (
            dict(self.argument_class("").source(req)) if strict else {}
        )
        errors: dict[str, str] = {}
        for argument in self.args:
            value, found = argument.parse(req, self.bundle_errors)
            if isinstance(value, ValueError):
                errors.update(found)
                found = None
            if found or argument.store_missing:
                result[argument.dest or argument.name] = value
        if errors:
            text = "Input payload validation failed"
            abort(HTTPStatus.BAD_REQUEST, text, errors=errors)
        if req.unparsed_arguments:
            names = ", ".join(req.unparsed_arguments)
            raise BadRequest(f"Unknown arguments: {names}")
        return result

    def copy(self) -> RequestParser:
        """A parser with copies of the arguments, to be changed on its own."""
        made = self.__class__(self.argument_class, self.result_class)
        made.args = deepcopy(self.args)
        made.trim = self.trim
        made.bundle_errors = self.bundle_errors
        return made

    def replace_argument(self, name: str, *args: t.Any, **kwargs: t.Any) -> t.Any:
        """Declare the argument of this name anew; nothing if there is none."""
        index = self._find(name)
        if index is not None:
            del self.args[index]
            self.args.append(self.argument_class(name, *args, **kwargs))
        return self

    def remove_argument(self, name: str) -> RequestParser:
        """Take the argument of this name out; nothing if there is none."""
        index = self._find(name)
        if index is not None:
            del self.args[index]
        return self

    def _find(self, name: str) -> int | None:
        names = [argument.name for argument in self.args]
        return names.index(name) if name in names else None

    @property
    def __schema__(self) -> list[Schema]:
        """The arguments in Swagger 2.0.

        Raises SpecsError for a form and a JSON body at once.
        """
        params = [param for arg in self.args if (param := arg.__schema__)]
        if {"body", "formData"} <= {param["in"] for param in params}:
            raise SpecsError("Can't use formData and body at the same time")
        return params
