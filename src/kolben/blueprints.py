"""Blueprints: parts of an app that are put together before there is one."""

from __future__ import annotations

import os
import typing as t
from collections import defaultdict
from functools import update_wrapper

from . import typing as ft
from .errors import InvalidName, LateSetup
from .scaffold import (
    Scaffold,
    T_after_request,
    T_before_request,
    T_error_handler,
    T_teardown,
    T_template_context_processor,
    T_url_defaults,
    T_url_value_preprocessor,
    _endpoint_from_view_func,
    _sentinel,
    setupmethod,
)

if t.TYPE_CHECKING:
    from .app import Kolben

DeferredSetupFunction = t.Callable[["BlueprintSetupState"], None]
T_template_filter = t.TypeVar("T_template_filter", bound=ft.TemplateFilterCallable)
T_template_global = t.TypeVar("T_template_global", bound=ft.TemplateGlobalCallable)
T_template_test = t.TypeVar("T_template_test", bound=ft.TemplateTestCallable)


def _join_prefixes(outer: str | None, inner: str | None) -> str | None:
    """One URL prefix out of two, with exactly one slash between them."""
    if outer is None or inner is None:
        return inner if outer is None else outer
    return f"{outer.rstrip('/')}/{inner.lstrip('/')}"


def _join_subdomains(outer: str | None, inner: str | None) -> str | None:
    if outer is None or inner is None:
        return inner if outer is None else outer
    return f"{inner}.{outer}"


class BlueprintSetupState:
    """One registration of a blueprint on an app, given to the recorded functions."""

    def __init__(
        self,
        blueprint: Blueprint,
        app: Kolben,
        options: t.Any,
        first_registration: bool,
    ) -> None:
        self.app = app
        self.blueprint = blueprint
        #: What ``register_blueprint`` was given.
        self.options = options
        #: Whether the blueprint had not been registered on this app before.
        self.first_registration = first_registration
        subdomain = options.get("subdomain")
        self.subdomain = blueprint.subdomain if subdomain is None else subdomain
        url_prefix = options.get("url_prefix")
        self.url_prefix = blueprint.url_prefix if url_prefix is None else url_prefix
        self.name = options.get("name", blueprint.name)
        self.name_prefix = options.get("name_prefix", "")
        #: Defaults for the values of every URL of the blueprint.
        self.url_defaults = {
            **blueprint.url_values_defaults,
            **dict(options.get("url_defaults", ())),
        }

    def add_url_rule(
        self,
        rule: str,
        endpoint: str | None = None,
        view_func: ft.RouteCallable | None = None,
        **options: t.Any,
    ) -> None:
        """Add a rule to the app, under the blueprint's prefix and name."""
        if self.url_prefix is not None:
            if rule:
                rule = f"{self.url_prefix.rstrip('/')}/{rule.lstrip('/')}"
            else:
                rule = self.url_prefix
        options.setdefault("subdomain", self.subdomain)
        if endpoint is None:
            endpoint = _endpoint_from_view_func(view_func)
        defaults = self.url_defaults
        if "defaults" in options:
            defaults = dict(defaults, **options.pop("defaults"))
        self.app.add_url_rule(
            rule,
            f"{self.name_prefix}.{self.name}.{endpoint}".lstrip("."),
            view_func,
            defaults=defaults,
            **options,
        )


class Blueprint(Scaffold):
    """Routes, hooks, templates and commands to be registered on an app.

    What is declared here is recorded and done again for each registration. A
    blueprint with ``owns_errors=True`` answers, with its error handlers, every error
    under its URL prefix, also where no route matched (404, 405) or where the error
    was found before its views ran (400, 413, 415, 500). Of several the longest prefix
    is asked first.
    """

    _got_registered_once = False

    def __init__(
        self,
        name: str,
        import_name: str,
        static_folder: str | os.PathLike[str] | None = None,
        static_url_path: str | None = None,
        template_folder: str | os.PathLike[str] | None = None,
        url_prefix: str | None = None,
        subdomain: str | None = None,
        url_defaults: dict[str, t.Any] | None = None,
        root_path: str | None = None,
        cli_group: str | None = _sentinel,
        *,
        owns_errors: bool = False,
    ) -> None:
        super().__init__(
            import_name=import_name,
            static_folder=static_folder,
            static_url_path=static_url_path,
            template_folder=template_folder,
            root_path=root_path,
        )
        if not name:
            raise InvalidName("'name' may not be empty: a blueprint's URLs need it.")
        if "." in name:
            raise InvalidName(
                f"'name' may not contain a dot '.' character, and {name!r} does:"
                " the dot stands between the names of nested blueprints."
            )
        self.name = name
        self.url_prefix = url_prefix
        self.subdomain = subdomain
        self.deferred_functions: list[DeferredSetupFunction] = []
        self.url_values_defaults = {} if url_defaults is None else url_defaults
        self.cli_group = cli_group
        #: Whether errors under the URL prefix are this blueprint's to answer.
        self.owns_errors = owns_errors
        self._blueprints: list[tuple[Blueprint, dict[str, t.Any]]] = []

    def _check_setup_finished(self, f_name: str) -> None:
        if self._got_registered_once:
            raise LateSetup(
                f"The setup method '{f_name}' can no longer be called on the blueprint"
                f" '{self.name}'. It has already been registered at least once, any"
                " changes will not be applied consistently.\nMake sure that everything"
                " that sets the blueprint up is imported before it is registered."
            )

    def open_resource(
        self, resource: str, mode: str = "rb", encoding: str | None = "utf-8"
    ) -> t.IO[t.Any]:
        """Open a file relative to :attr:`root_path` for reading ("r", "rt", "rb")."""
        return super().open_resource(resource, mode, encoding)

    # Registration ---------------------------------------------------------------

    @setupmethod
    def record(self, func: DeferredSetupFunction) -> None:
        """Call ``func(state)`` each time the blueprint is registered."""
        self.deferred_functions.append(func)

    @setupmethod
    def record_once(self, func: DeferredSetupFunction) -> None:
        """Call ``func(state)`` the first time it is registered on an app."""

        def wrapper(state: BlueprintSetupState) -> None:
            if state.first_registration:
                func(state)

        self.record(update_wrapper(wrapper, func))

    def make_setup_state(
        self, app: Kolben, options: dict[str, t.Any], first_registration: bool = False
    ) -> BlueprintSetupState:
        """The object that the recorded functions are given. May be overridden."""
        return BlueprintSetupState(self, app, options, first_registration)

    @setupmethod
    def register_blueprint(self, blueprint: Blueprint, **options: t.Any) -> None:
        """Nest ``blueprint`` in this one. ``options`` win over its own settings."""
        if blueprint is self:
            raise ValueError("Cannot register a blueprint on itself")
        self._blueprints.append((blueprint, options))

    def register(self, app: Kolben, options: dict[str, t.Any]) -> None:
        """Put everything recorded here onto ``app``.

        Called by ``app.register_blueprint``; may be overridden. Raises ValueError
        when the name is taken.
        """
        name = self._claim_name(app, options)
        first_on_app = not any(bp is self for bp in app.blueprints.values())
        first_by_name = name not in app.blueprints
        app.blueprints[name] = self
        self._got_registered_once = True
        state = self.make_setup_state(app, options, first_on_app)
        if self.has_static_folder:
            state.add_url_rule(
                f"{self.static_url_path}/<path:filename>",
                view_func=self.send_static_file,
                endpoint="static",
            )
        if first_on_app or first_by_name:
            self._merge_into(app, name)
        if self.owns_errors:
            app._own_errors(name, state.url_prefix, state.subdomain)
        for deferred in self.deferred_functions:
            deferred(state)
        self._add_commands(app, name, options)
        self._register_nested(app, name, state)

    def _claim_name(self, app: Kolben, options: dict[str, t.Any]) -> str:
        prefix = options.get("name_prefix", "")
        own_name = options.get("name", self.name)
        name = f"{prefix}.{own_name}".lstrip(".")
        if name in app.blueprints:
            registered = app.blueprints[name]
            which = "this blueprint" if registered is self else "a different blueprint"
            raise InvalidName(
                f"The name '{own_name}' is already registered for {which}"
                f"{'' if own_name == name else f' as {name!r}'}."
                " Use 'name=' to provide a unique name."
            )
        return name

    def _merge_into(self, app: Kolben, name: str) -> None:
        """Add this blueprint's registries to the app's, under its full name."""

        def full(key: ft.AppOrBlueprintKey) -> str:
            return name if key is None else f"{name}.{key}"

        for key, by_code in self.error_handler_spec.items():
            app.error_handler_spec[full(key)] = defaultdict(
                dict, {code: dict(handlers) for code, handlers in by_code.items()}
            )
        for endpoint, func in self.view_functions.items():
            app.view_functions[endpoint] = func
        tables: list[tuple[dict[t.Any, list[t.Any]], dict[t.Any, list[t.Any]]]] = [
            (self.before_request_funcs, app.before_request_funcs),
            (self.after_request_funcs, app.after_request_funcs),
            (self.teardown_request_funcs, app.teardown_request_funcs),
            (self.url_default_functions, app.url_default_functions),
            (self.url_value_preprocessors, app.url_value_preprocessors),
            (self.template_context_processors, app.template_context_processors),
        ]
        for own, apps in tables:
            for key, functions in own.items():
                apps[full(key)].extend(functions)

    def _add_commands(self, app: Kolben, name: str, options: dict[str, t.Any]) -> None:
        if not self.cli.commands:
            return
        group = options.get("cli_group", self.cli_group)
        if group is None:
            app.cli.commands.update(self.cli.commands)
            return
        self.cli.name = name if group is _sentinel else group
        app.cli.add_command(self.cli)

    def _register_nested(
        self, app: Kolben, name: str, state: BlueprintSetupState
    ) -> None:
        for blueprint, given in self._blueprints:
            options = given.copy()
            prefix = options.get("url_prefix")
            prefix = _join_prefixes(
                state.url_prefix, blueprint.url_prefix if prefix is None else prefix
            )
            subdomain = options.get("subdomain")
            subdomain = _join_subdomains(
                state.subdomain, blueprint.subdomain if subdomain is None else subdomain
            )
            if prefix is not None:
                options["url_prefix"] = prefix
            if subdomain is not None:
                options["subdomain"] = subdomain
            options["name_prefix"] = name
            blueprint.register(app, options)

    @setupmethod
    def add_url_rule(
        self,
        rule: str,
        endpoint: str | None = None,
        view_func: ft.RouteCallable | None = None,
        provide_automatic_options: bool | None = None,
        **options: t.Any,
    ) -> None:
        """Record a rule. Its endpoint gets the blueprint's name in front."""
        if endpoint and "." in endpoint:
            raise InvalidName(
                f"'endpoint' may not contain a dot '.' character: {endpoint!r}."
                " The blueprint's name is put in front of it by itself."
            )
        if view_func and hasattr(view_func, "__name__") and "." in view_func.__name__:
            raise InvalidName(
                "'view_func' name may not contain a dot '.' character:"
                f" {view_func.__name__!r}. Pass endpoint=... instead."
            )
        self.record(
            lambda s: s.add_url_rule(
                rule,
                endpoint,
                view_func,
                provide_automatic_options=provide_automatic_options,
                **options,
            )
        )

    # For the whole app, not only for this blueprint -------------------------------

    @setupmethod
    def app_template_filter(
        self, name: str | None = None
    ) -> t.Callable[[T_template_filter], T_template_filter]:
        """``app.template_filter``."""

        def decorator(f: T_template_filter) -> T_template_filter:
            self.add_app_template_filter(f, name=name)
            return f

        return decorator

    @setupmethod
    def add_app_template_filter(
        self, f: ft.TemplateFilterCallable, name: str | None = None
    ) -> None:
        """``app.add_template_filter``."""
        self.record_once(lambda s: s.app.add_template_filter(f, name))

    @setupmethod
    def app_template_test(
        self, name: str | None = None
    ) -> t.Callable[[T_template_test], T_template_test]:
        """``app.template_test``."""

        def decorator(f: T_template_test) -> T_template_test:
            self.add_app_template_test(f, name=name)
            return f

        return decorator

    @setupmethod
    def add_app_template_test(
        self, f: ft.TemplateTestCallable, name: str | None = None
    ) -> None:
        """``app.add_template_test``."""
        self.record_once(lambda s: s.app.add_template_test(f, name))

    @setupmethod
    def app_template_global(
        self, name: str | None = None
    ) -> t.Callable[[T_template_global], T_template_global]:
        """``app.template_global``."""

        def decorator(f: T_template_global) -> T_template_global:
            self.add_app_template_global(f, name=name)
            return f

        return decorator

    @setupmethod
    def add_app_template_global(
        self, f: ft.TemplateGlobalCallable, name: str | None = None
    ) -> None:
        """``app.add_template_global``."""
        self.record_once(lambda s: s.app.add_template_global(f, name))

    @setupmethod
    def before_app_request(self, f: T_before_request) -> T_before_request:
        """``app.before_request``."""
        self.record_once(lambda s: s.app.before_request_funcs[None].append(f))
        return f

    @setupmethod
    def after_app_request(self, f: T_after_request) -> T_after_request:
        """``app.after_request``."""
        self.record_once(lambda s: s.app.after_request_funcs[None].append(f))
        return f

    @setupmethod
    def teardown_app_request(self, f: T_teardown) -> T_teardown:
        """``app.teardown_request``."""
        self.record_once(lambda s: s.app.teardown_request_funcs[None].append(f))
        return f

    @setupmethod
    def app_context_processor(
        self, f: T_template_context_processor
    ) -> T_template_context_processor:
        """``app.context_processor``."""
        self.record_once(lambda s: s.app.template_context_processors[None].append(f))
        return f

    @setupmethod
    def app_errorhandler(
        self, code: type[Exception] | int
    ) -> t.Callable[[T_error_handler], T_error_handler]:
        """``app.errorhandler``."""

        def decorator(f: T_error_handler) -> T_error_handler:
            self.record_once(lambda s: s.app.register_error_handler(code, f))
            return f

        return decorator

    @setupmethod
    def app_url_value_preprocessor(
        self, f: T_url_value_preprocessor
    ) -> T_url_value_preprocessor:
        """``app.url_value_preprocessor``."""
        self.record_once(lambda s: s.app.url_value_preprocessors[None].append(f))
        return f

    @setupmethod
    def app_url_defaults(self, f: T_url_defaults) -> T_url_defaults:
        """``app.url_defaults``."""
        self.record_once(lambda s: s.app.url_default_functions[None].append(f))
        return f
