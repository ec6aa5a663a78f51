"""Jinja templates: the environment, what every template sees, rendering."""

from __future__ import annotations

import typing as t
import weakref
from collections import ChainMap

import jinja2
from jinja2 import TemplatesNotFound
from jinja2.runtime import new_context
from jinja2.utils import LRUCache, internalcode

from .globals import _get_current_app, find_app_ctx, find_request_ctx
from .signals import before_render_template, template_rendered
from .streaming import stream_with_context
from .template_loader import DispatchingJinjaLoader as DispatchingJinjaLoader
from .template_loader import UnknownTemplates

if t.TYPE_CHECKING:
    from jinja2.runtime import Context

    from .app import Kolben

NameOrList = str | jinja2.Template | list[str | jinja2.Template]

# What an attribute that is not there is replaced by; no template can reach it.
_absent = object()


class Template(jinja2.Template):
    """A Jinja template that looks its globals up in one dict instead of a chain."""

    def new_context(
        self,
        vars: dict[str, t.Any] | None = None,  # noqa: A002  # Jinja's name
        shared: bool = False,
        locals: t.Mapping[str, t.Any] | None = None,  # noqa: A002
    ) -> Context:
        # Copying a ChainMap is a Python loop over its keys: without this it is the
        # dearest step of rendering a small template (bench/shortcuts.py).
        merged = self.globals
        if type(merged) is ChainMap:
            maps = merged.maps
            merged = dict(maps[-1])
            for overlay in maps[-2::-1]:
                merged.update(overlay)
        return new_context(
            self.environment, self.name, self.blocks, vars, shared, merged, locals
        )


class Environment(jinja2.Environment):
    """Jinja's environment of one app; its loader looks into the blueprints too."""

    def __init__(self, app: Kolben, **options: t.Any) -> None:
        if "loader" not in options:
            options["loader"] = app.create_global_jinja_loader()
        super().__init__(**options)
        self.app = app
        # On the instance: a subclass or a mixin (NativeEnvironment) may bring its own.
        if self.template_class is jinja2.Template:
            self.template_class = Template

    def __init_subclass__(cls, **kwargs: t.Any) -> None:
        super().__init_subclass__(**kwargs)
        # A mixin that stands behind this class and has a say in attribute access
        # (the sandbox) must keep it: the shortcut below is for Jinja's own way only.
        if cls.getattr is Environment.getattr:
            behind = super().getattr
            if behind is not jinja2.Environment.getattr:
                cls.getattr = behind  # type: ignore[method-assign]  # see above

    def getattr(self, obj: t.Any, attribute: str) -> t.Any:
        # As Jinja's, but a dict's missing attribute is no exception to be caught,
        # which is most of the cost of `{{ row.name }}` (bench/shortcuts.py).
        value = getattr(obj, attribute, _absent)
        if value is not _absent:
            return value
        try:
            return obj[attribute]
        except (TypeError, LookupError, AttributeError):
            return self.undefined(obj=obj, name=attribute)

    @internalcode
    def _load_template(
        self,
        name: str,
        globals: t.MutableMapping[str, t.Any] | None,  # noqa: A002
    ) -> jinja2.Template:
        # A plain look is enough while the cache is far from full: what a look must
        # do besides is to keep the order in which entries are thrown out.
        if globals is None and not self.auto_reload and self.loader is not None:
            cache: t.Any = self.cache
            if type(cache) is LRUCache and len(cache) * 2 < cache.capacity:
                template: jinja2.Template | None = cache._mapping.get(
                    (weakref.ref(self.loader), name)
                )
                if template is not None:
                    return template
        return super()._load_template(name, globals)

    @internalcode
    def select_template(
        self,
        names: t.Iterable[str | jinja2.Template],
        parent: str | None = None,
        globals: t.MutableMapping[str, t.Any] | None = None,  # noqa: A002
    ) -> jinja2.Template:
        try:
            return super().select_template(names, parent, globals)
        except TemplatesNotFound as e:
            if not e.templates:
                raise
            raise UnknownTemplates(e.templates, self.loader) from None


def _default_template_ctx_processor() -> dict[str, t.Any]:
    """``g`` and ``request`` themselves: a template reads them without a proxy.

    The session stays a proxy, because reading it has to be noticed.
    """
    values: dict[str, t.Any] = {}
    app_ctx = find_app_ctx()
    if app_ctx is not None:
        values["g"] = app_ctx.g
    request_ctx = find_request_ctx()
    if request_ctx is not None:
        values["request"] = request_ctx.request
    return values


def update_template_context(app: Kolben, context: dict[str, t.Any]) -> None:
    """Add what the context processors give; names already there keep their value.

    The app's processors run first, then those of the current blueprint from the
    outermost inwards; a later one wins over an earlier one.
    """
    processors = app.template_context_processors
    functions = list(processors.get(None, ()))
    request_ctx = find_request_ctx() if len(processors) > 1 else None
    if request_ctx is not None:
        for name in reversed(request_ctx.request.blueprints):
            functions.extend(processors.get(name, ()))
    default = _default_template_ctx_processor
    if functions.count(default) == len(functions):
        # The usual case. A blueprint has the default one too; once is enough.
        if functions:
            for name, value in default().items():
                context.setdefault(name, value)
        return

    given = context.copy()
    for function in functions:
        if function is not default:
            function = app.ensure_sync(function)
        context.update(function())
    context.update(given)


def _render(app: Kolben, template: jinja2.Template, context: dict[str, t.Any]) -> str:
    app.update_template_context(context)
    if before_render_template.receivers:
        before_render_template.send(
            app, _async_wrapper=app.ensure_sync, template=template, context=context
        )
    text = template.render(context)
    if template_rendered.receivers:
        template_rendered.send(
            app, _async_wrapper=app.ensure_sync, template=template, context=context
        )
    return text


def _stream(
    app: Kolben, template: jinja2.Template, context: dict[str, t.Any]
) -> t.Iterator[str]:
    app.update_template_context(context)
    if before_render_template.receivers:
        before_render_template.send(
            app, _async_wrapper=app.ensure_sync, template=template, context=context
        )

    def generate() -> t.Iterator[str]:
        yield from template.generate(context)
        if template_rendered.receivers:
            template_rendered.send(
                app, _async_wrapper=app.ensure_sync, template=template, context=context
            )

    pieces = generate()
    # The template may use `request` until the last piece was made.
    return pieces if find_request_ctx() is None else stream_with_context(pieces)


def render_template(template_name_or_list: NameOrList, **context: t.Any) -> str:
    """Render a template by name; of a list of names, the first that exists.

    The keyword arguments are its variables. An unknown name raises
    ``jinja2.TemplateNotFound``.
    """
    app = _get_current_app()
    template = app.jinja_env.get_or_select_template(template_name_or_list)
    return _render(app, template, context)


def render_template_string(source: str, **context: t.Any) -> str:
    """Render a template given as text. Values are escaped as in an HTML template."""
    app = _get_current_app()
    return _render(app, app.jinja_env.from_string(source), context)


def stream_template(
    template_name_or_list: NameOrList, **context: t.Any
) -> t.Iterator[str]:
    """Like ``render_template``, but give the text in pieces as they are made.

    Return the result from a view to send them as they come.
    """
    app = _get_current_app()
    template = app.jinja_env.get_or_select_template(template_name_or_list)
    return _stream(app, template, context)


def stream_template_string(source: str, **context: t.Any) -> t.Iterator[str]:
    """Like ``render_template_string``, but give the text in pieces."""
    app = _get_current_app()
    return _stream(app, app.jinja_env.from_string(source), context)


def get_template_attribute(template_name: str, attribute: str) -> t.Any:
    """A macro or variable that a template exports, to be used from Python."""
    module = _get_current_app().jinja_env.get_template(template_name).module
    return getattr(module, attribute)
