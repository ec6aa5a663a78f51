"""Jinja templates: the environment, the loader over app and blueprints, rendering."""

from __future__ import annotations

import typing as t
import weakref
from collections import ChainMap

import jinja2
from jinja2 import BaseLoader, TemplateNotFound, TemplatesNotFound
from jinja2.runtime import new_context
from jinja2.utils import LRUCache, internalcode

from .globals import _get_current_app, find_app_ctx, find_request_ctx
from .signals import before_render_template, template_rendered
from .streaming import stream_with_context
from .suggest import did_you_mean

if t.TYPE_CHECKING:
    from jinja2.runtime import Context

    from .app import Kolben
    from .scaffold import Scaffold

Source = tuple[str, str | None, t.Callable[[], bool] | None]
Attempt = tuple[BaseLoader, "Scaffold", Source | None]
# What an attribute that is not there is replaced by; no template can reach it.
_absent = object()

NameOrList = str | jinja2.Template | list[str | jinja2.Template]


class UnknownTemplate(TemplateNotFound):
    """Jinja's error, whose text adds where was looked and the nearest name.

    The folders are read when the text is asked for: code that tries a name and
    catches the error pays nothing for it.
    """

    def __init__(self, name: str, loader: DispatchingJinjaLoader) -> None:
        super().__init__(name)
        self._loader = loader
        self._text: str | None = None

    def __str__(self) -> str:
        if self._text is None:
            places = ", ".join(self._loader.list_places()) or "any template folder"
            hint = did_you_mean(str(self.name), find_names(self._loader))
            self._text = f"{self.name}: no such template in {places}.{hint}"
        return self._text


class UnknownTemplates(TemplatesNotFound):
    """Jinja's error for a list of names, with the nearest name in its text."""

    def __init__(self, names: list[t.Any], loader: BaseLoader | None) -> None:
        super().__init__(names)
        self._loader = loader
        self._text: str | None = None

    def __str__(self) -> str:
        if self._text is None:
            known = find_names(self._loader)
            hints = (did_you_mean(str(name), known) for name in self.templates)
            self._text = f"{self.message}.{next(filter(None, hints), '')}"
        return self._text


def find_names(loader: BaseLoader | None) -> list[str]:
    """The names a loader can list; none when it cannot tell."""
    if isinstance(loader, DispatchingJinjaLoader):
        loaders = [loader for _, loader in loader._iter_loaders("")]
        return [name for loader in loaders for name in find_names(loader)]
    try:
        return [] if loader is None else loader.list_templates()
    except TypeError:
        # Jinja's way to say that this kind of loader keeps no list.
        return []


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


class DispatchingJinjaLoader(BaseLoader):
    """Looks for a template in the app's folder, then in those of its blueprints."""

    def __init__(self, app: Kolben) -> None:
        self.app = app

    def get_source(self, environment: jinja2.Environment, template: str) -> Source:
        if self.app.config["EXPLAIN_TEMPLATE_LOADING"]:
            return self._get_source_explained(environment, template)
        return self._get_source_fast(environment, template)

    def _get_source_fast(
        self, environment: jinja2.Environment, template: str
    ) -> Source:
        for _, loader in self._iter_loaders(template):
            try:
                return loader.get_source(environment, template)
            except TemplateNotFound:
                continue
        raise UnknownTemplate(template, self)

    def _get_source_explained(
        self, environment: jinja2.Environment, template: str
    ) -> Source:
        attempts: list[Attempt] = []
        for owner, loader in self._iter_loaders(template):
            found: Source | None
            try:
                found = loader.get_source(environment, template)
            except TemplateNotFound:
                found = None
            attempts.append((loader, owner, found))
        explain_template_loading_attempts(self.app, template, attempts)
        for _, _, found in attempts:
            if found is not None:
                return found
        raise UnknownTemplate(template, self)

    def _iter_loaders(
        self,
        template: str,  # noqa: ARG002  # for subclasses, as in Flask
    ) -> t.Iterator[tuple[Scaffold, BaseLoader]]:
        for owner in (self.app, *self.app.iter_blueprints()):
            loader = owner.jinja_loader
            if loader is not None:
                yield owner, loader

    def list_templates(self) -> list[str]:
        names: set[str] = set()
        for _, loader in self._iter_loaders(""):
            names.update(loader.list_templates())
        return list(names)

    def list_places(self) -> list[str]:
        """Where templates are looked for, in order, as text for a person."""
        places: list[str] = []
        for _, loader in self._iter_loaders(""):
            paths = getattr(loader, "searchpath", None) or [type(loader).__name__]
            places.extend(f"{str(path)!r}" for path in paths)
        return places


def explain_template_loading_attempts(
    app: Kolben, template: str, attempts: list[Attempt]
) -> None:
    """Log where a template was looked for and what was found there."""
    lines = [f"Locating template {template!r}:"]
    for number, (loader, owner, found) in enumerate(attempts, 1):
        if owner is app:
            who = f"application {owner.import_name!r}"
        else:
            who = f"blueprint {owner.name!r} ({owner.import_name})"
        lines.append(f"{number:5}: trying loader of {who}")
        lines.extend(f"       {line}" for line in _describe_loader(loader))
        result = "no match" if found is None else f"found ({found[1] or '<string>'!r})"
        lines.append(f"       -> {result}")

    count = sum(found is not None for _, _, found in attempts)
    if count == 0:
        lines.append("Error: the template could not be found.")
    elif count > 1:
        lines.append("Warning: more than one loader has it; the first one is used.")
    ctx = find_request_ctx()
    blueprint = None if ctx is None else ctx.request.blueprint
    if count != 1 and blueprint is not None:
        lines.append(
            "  The template was looked up from an endpoint that belongs to the"
            f" blueprint {blueprint!r}; is it in that blueprint's folder?"
        )
        lines.append("  See https://flask.palletsprojects.com/blueprints/#templates")
    app.logger.info("\n".join(lines))


def _describe_loader(loader: BaseLoader) -> t.Iterator[str]:
    yield f"class: {type(loader).__module__}.{type(loader).__name__}"
    for name, value in sorted(vars(loader).items()):
        if name.startswith("_"):
            continue
        if isinstance(value, (str, int, float)):
            yield f"{name}: {value!r}"
        elif isinstance(value, (list, tuple)) and all(
            isinstance(item, str) for item in value
        ):
            yield f"{name}:"
            yield from (f"  - {item}" for item in value)


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
