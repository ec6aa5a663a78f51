"""A group of resources, with models and error handlers, under one path."""

from __future__ import annotations

import inspect
import logging
import typing as t
from functools import partial
from http import HTTPStatus

from ..errors import SetupError
from ..globals import _get_request_ctx
from .documentation import ALTERNATIVES, ATTRIBUTE, add_doc, declare, get_doc, merge
from .marshalling import marshal, marshal_with
from .model import Model, ModelBase, OrderedModel, SchemaModel
from .reqparse import RequestParser
from .rest_error import abort

if t.TYPE_CHECKING:
    from .api import Api
    from .resource import Resource

T = t.TypeVar("T")
F = t.TypeVar("F", bound=t.Callable[..., t.Any])
Handler = t.Callable[[t.Any], t.Any]


def is_exception_class(exception: t.Any) -> bool:
    """Whether `errorhandler` was given a class to answer, and not a handler."""
    return inspect.isclass(exception) and issubclass(exception, Exception)


def note_handler(
    handlers: dict[type[Exception], Handler], exception: type[Exception], func: Handler
) -> Handler:
    """Take down what answers an exception class."""
    handlers[exception] = func
    return func


class ResourceRoute(t.NamedTuple):
    """A resource as it was given to a namespace."""

    resource: type[Resource]
    urls: tuple[str, ...]
    route_doc: t.Any
    kwargs: dict[str, t.Any]


class Namespace:
    """Resources under one path, and one group in the documents.

    The path is ``/`` and the name unless `path` says otherwise. `decorators` are laid
    around the views of all its resources; `validate` is the default of `expect`.
    """

    def __init__(
        self,
        name: str,
        description: str | None = None,
        path: str | None = None,
        decorators: list[t.Callable[..., t.Any]] | None = None,
        validate: bool | None = None,
        authorizations: dict[str, t.Any] | None = None,
        ordered: bool = False,
        **kwargs: t.Any,
    ) -> None:
        self.name = name
        self.description = description
        self._path = path
        self._validate = validate
        self.models: dict[str, t.Any] = {}
        self.urls: dict[str, t.Any] = {}
        self.decorators = decorators or []
        self.resources: list[ResourceRoute] = []
        self.error_handlers: dict[type[Exception], Handler] = {}
        self.default_error_handler: Handler | None = None
        self.authorizations = authorizations
        self.ordered = ordered
        self.apis: list[Api] = [kwargs["api"]] if "api" in kwargs else []
        self.logger = logging.getLogger(f"{__name__}.{name}")

    @property
    def path(self) -> str:
        """What the URLs of its resources begin with, without a slash at the end."""
        return (self._path or f"/{self.name}").rstrip("/")

    # Resources ------------------------------------------------------------------

    def add_resource(
        self, resource: type[Resource], *urls: str, **kwargs: t.Any
    ) -> None:
        """Answer the URLs with a resource.

        `endpoint`, `resource_class_args` and `resource_class_kwargs` are Kolben's
        own arguments; all others are for the URL rule.
        """
        if not hasattr(resource, "as_view"):
            name = getattr(resource, "__name__", repr(resource))
            raise SetupError(
                f"{name} is no resource: write it as a class,"
                " `class Name(Resource):`, with a method for each HTTP method."
            )
        route_doc = kwargs.pop("route_doc", {})
        route = ResourceRoute(resource, urls, route_doc, kwargs)
        self.resources.append(route)
        for api in self.apis:
            api._take(self, route)

    def route(self, *urls: str, **kwargs: t.Any) -> t.Callable[[type[T]], type[T]]:
        """The decorator form of `add_resource`; `doc` documents this route alone."""
        if urls and not isinstance(urls[0], str):
            raise SetupError("route() takes URLs: write `@api.route('/path')`.")

        def add(cls: type[T]) -> type[T]:
            options = dict(kwargs)
            doc = options.pop("doc", None)
            if doc is not None:
                options["route_doc"] = add_doc(cls, doc)
            self.add_resource(t.cast("type[Resource]", cls), *urls, **options)
            return cls

        return add

    # Documentation --------------------------------------------------------------

    def doc(
        self, shortcut: str | bool | None = None, **kwargs: t.Any
    ) -> t.Callable[[T], T]:
        """Say something of a resource or a method; a text is its operation id.

        `doc(False)` hides it.
        """
        declared: t.Any = kwargs
        if isinstance(shortcut, str):
            declared["id"] = shortcut
        elif shortcut is False:
            declared = False

        def note(documented: T) -> T:
            setattr(documented, ATTRIBUTE, add_doc(documented, declared))
            return documented

        return note

    def hide(self, func: T) -> T:
        """Leave a resource or a method out of the documents."""
        return self.doc(False)(func)

    def expect(self, *inputs: t.Any, **kwargs: t.Any) -> t.Callable[[T], T]:
        """Say what a request has: models, parsers, lists of one model.

        With `validate` requests that do not fit the models are answered with 400.
        """
        validate = kwargs.get("validate", self._validate)
        return self.doc(validate=validate, expect=list(inputs))

    def param(
        self,
        name: str,
        description: str | None = None,
        _in: str = "query",
        **kwargs: t.Any,
    ) -> t.Callable[[T], T]:
        """Describe one parameter."""
        return self.doc(
            params={name: {**kwargs, "in": _in, "description": description}}
        )

    def response(
        self, code: t.Any, description: str, model: t.Any = None, **kwargs: t.Any
    ) -> t.Callable[[T], T]:
        """Describe one answer.

        Said of one method more than once for a status, OpenAPI has all the models and
        Swagger 2.0 the last.
        """
        status = _write_code(code)

        def note(documented: T) -> T:
            # Not what a base class has: that is replaced.
            said = getattr(documented, "__dict__", {}).get(ATTRIBUTE) or {}
            before = said.get("responses", {}).get(status)
            options = kwargs
            if model and isinstance(before, tuple) and len(before) == 3 and before[1]:
                _, other, others = before
                known = (*others.get(ALTERNATIVES, ()), (other, others))
                options = {**kwargs, ALTERNATIVES: known}
            declare(documented, {"responses": {status: (description, model, options)}})
            return documented

        return note

    def header(
        self, name: str, description: str | None = None, **kwargs: t.Any
    ) -> t.Callable[[T], T]:
        """Describe one header of the answers."""
        return self.doc(headers={name: {"description": description, **kwargs}})

    def produces(self, mimetypes: list[str]) -> t.Callable[[T], T]:
        """Say which media types the answers have."""
        return self.doc(produces=mimetypes)

    def deprecated(self, func: T) -> T:
        """Say that a resource or method should no longer be used."""
        return self.doc(deprecated=True)(func)

    def vendor(self, *args: dict[str, t.Any], **kwargs: t.Any) -> t.Callable[[T], T]:
        """Add fields of one's own to the documents, beginning with ``x-``."""
        for each in args:
            kwargs.update(each)
        return self.doc(vendor=kwargs)

    # Models ---------------------------------------------------------------------

    def add_model(self, name: str, definition: T) -> T:
        """Make a model known by a name, here and to the Apis."""
        self.models[name] = definition
        for api in self.apis:
            api.models[name] = definition
        return definition

    def model(
        self,
        name: str | None = None,
        model: t.Any = None,
        mask: t.Any = None,
        strict: bool = False,
        **kwargs: t.Any,
    ) -> t.Any:
        """A model with these fields, known by its name."""
        cls = OrderedModel if self.ordered else Model
        made = cls(t.cast(str, name), model, mask=mask, strict=strict)
        made.__apidoc__.update(kwargs)
        return self.add_model(t.cast(str, name), made)

    def schema_model(self, name: str | None = None, schema: t.Any = None) -> t.Any:
        """A model out of a JSON schema."""
        return self.add_model(t.cast(str, name), SchemaModel(t.cast(str, name), schema))

    def extend(self, name: str, parent: t.Any, fields: t.Any) -> t.Any:
        """Deprecated: `clone`."""
        parents = [*parent, fields] if isinstance(parent, list) else [parent, fields]
        first, *rest = parents
        return self.add_model(name, first.extend(name, rest))

    def clone(self, name: str, *specs: t.Any) -> t.Any:
        """A model with copies of the fields of others, and more."""
        return self.add_model(name, Model.clone(name, *specs))

    def inherit(self, name: str, *specs: t.Any) -> t.Any:
        """A model that refers to others, and has more fields."""
        return self.add_model(name, Model.inherit(name, *specs))

    def parser(self) -> RequestParser:
        """A parser for arguments."""
        return RequestParser()

    def as_list(self, field: T) -> T:
        """Mark a model as a list of it."""
        setattr(field, ATTRIBUTE, merge(get_doc(field), {"as_list": True}))
        return field

    # Answers --------------------------------------------------------------------

    def marshal_with(
        self,
        fields: t.Any,
        as_list: bool = False,
        code: t.Any = HTTPStatus.OK,
        description: str | None = None,
        **kwargs: t.Any,
    ) -> t.Callable[[t.Callable[..., t.Any]], t.Callable[..., t.Any]]:
        """Write what a method returns by the fields of a model, and document it."""
        model = [fields] if as_list else fields
        declared = {
            "responses": {_write_code(code): (description, model, kwargs)},
            # Which mask there is by default is known once there is an app.
            "__mask__": kwargs.get("mask", True),
        }
        write = marshal_with(fields, ordered=self.ordered, **kwargs)

        def note(func: t.Callable[..., t.Any]) -> t.Callable[..., t.Any]:
            declare(func, declared)
            return write(func)

        return note

    def marshal_list_with(
        self, fields: t.Any, **kwargs: t.Any
    ) -> t.Callable[[t.Callable[..., t.Any]], t.Callable[..., t.Any]]:
        """`marshal_with` for a list of such objects."""
        return self.marshal_with(fields, True, **kwargs)

    def marshal(self, *args: t.Any, **kwargs: t.Any) -> t.Any:
        """`kolben.rest.marshal`."""
        return marshal(*args, **kwargs)

    def abort(self, *args: t.Any, **kwargs: t.Any) -> t.NoReturn:
        """`kolben.rest.abort`."""
        abort(*args, **kwargs)

    @t.overload
    def errorhandler(self, exception: type[Exception]) -> t.Callable[[F], F]: ...

    @t.overload
    def errorhandler(self, exception: F) -> F: ...

    def errorhandler(self, exception: t.Any) -> t.Any:
        """Answer an exception class with a function; alone, every other exception."""
        if is_exception_class(exception):
            return partial(note_handler, self.error_handlers, exception)
        self.default_error_handler = exception
        return exception

    @property
    def payload(self) -> t.Any:
        """The JSON of the request."""
        return _get_request_ctx().request.get_json()


def _write_code(code: t.Any) -> str:
    return str(int(code)) if isinstance(code, int) else str(code)


#: For annotations: what `expect` and `marshal_with` take.
Description = ModelBase | RequestParser
