"""Where templates come from: the app's folder, then those of its blueprints."""

from __future__ import annotations

import typing as t

from jinja2 import BaseLoader, TemplateNotFound, TemplatesNotFound

from .globals import find_request_ctx
from .suggest import did_you_mean

if t.TYPE_CHECKING:
    import jinja2

    from .app import Kolben
    from .scaffold import Scaffold

Source = tuple[str, str | None, t.Callable[[], bool] | None]
Attempt = tuple[BaseLoader, "Scaffold", Source | None]


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

    def __reduce__(self) -> tuple[t.Any, ...]:
        # Another process has no use for the loader, which could not travel.
        return TemplateNotFound, (self.name, str(self))


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

    def __reduce__(self) -> tuple[t.Any, ...]:
        return TemplatesNotFound, (self.templates, str(self))


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
