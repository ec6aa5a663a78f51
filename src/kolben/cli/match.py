"""What one request would meet: rule, view and hooks, or why it ends elsewhere."""

from __future__ import annotations

import difflib
import inspect
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound
from werkzeug.routing import MapAdapter, RequestRedirect, Rule

from ..request import Request, split_blueprint_path
from ..testing import EnvironBuilder

if TYPE_CHECKING:
    from ..app import Kolben


def explain_match(app: Kolben, method: str, url: str) -> Iterator[str]:
    """Lines that tell how the app would answer ``METHOD URL``."""
    method = method.upper()
    request = _make_request(app, method, url)
    yield f"{method} {url}"
    try:
        adapter = app.create_url_adapter(request)
    except HTTPException as error:
        yield from _explain_refusal(error)
        yield from _list_hooks(app, None)
        return
    assert adapter is not None  # there is a request
    try:
        rule, values = adapter.match(return_rule=True)
    except RequestRedirect as redirect:
        yield from _explain_redirect(request.path, redirect)
        yield from _list_hooks(app, None)
    except HTTPException as error:
        yield from _explain_error(app, adapter, request, error)
        yield from _describe_handler(app, adapter, request.path, error)
        yield from _list_hooks(app, None)
    else:
        yield from _explain_rule(app, rule, values, method)
        yield from _list_hooks(app, rule.endpoint)


def _make_request(app: Kolben, method: str, url: str) -> Request:
    # "//x" is a path here, but to the builder a host.
    is_path = url.startswith("//")
    builder = EnvironBuilder(app, "/" if is_path else url, method=method)
    if is_path:
        builder.path = url.partition("?")[0]
    try:
        return app.request_class(builder.get_environ())
    finally:
        builder.close()


def _explain_error(
    app: Kolben, adapter: MapAdapter, request: Request, error: HTTPException
) -> Iterator[str]:
    if isinstance(error, NotFound):
        return _explain_not_found(app, request.path)
    if isinstance(error, MethodNotAllowed):
        return _explain_method(adapter, request.method, error)
    return _explain_refusal(error)


def _describe_handler(
    app: Kolben, adapter: MapAdapter, path: str, error: HTTPException
) -> Iterator[str]:
    """Who answers an error that comes before any view: the owner of the prefix, or
    the app.
    """
    owners = list(app._error_owners.find(path, adapter))
    handler = app._find_error_handler(error, owners)
    yield _line(
        "handler", "none: the standard page" if not handler else _describe(handler)
    )


def _line(label: str, text: str) -> str:
    return f"  {label:<9} {text}"


def _explain_rule(
    app: Kolben, rule: Rule, values: Mapping[str, Any], method: str
) -> Iterator[str]:
    methods = ", ".join(sorted(rule.methods or ()))
    yield _line("rule", f"{rule.rule}  ({methods})")
    yield _line("endpoint", str(rule.endpoint))
    if method == "OPTIONS" and getattr(rule, "provide_automatic_options", False):
        yield _line("view", "none: OPTIONS is answered automatically, after the hooks")
    else:
        view = app.view_functions.get(rule.endpoint)
        yield _line("view", _describe_view(view, method))
    if values:
        shown = ", ".join(f"{name}={value!r}" for name, value in values.items())
        yield _line("values", shown)


def _describe_view(view: Callable[..., Any] | None, method: str) -> str:
    if view is None:
        return "none: the endpoint has no view function, a request fails"
    view_class = getattr(view, "view_class", None)
    if view_class is not None:
        for name in (method.lower(), "get" if method == "HEAD" else "dispatch_request"):
            if handler := getattr(view_class, name, None):
                return _describe(handler)
    return _describe(view)


def _describe(function: Callable[..., Any]) -> str:
    """A function's name and where it is written."""
    inner = inspect.unwrap(function)
    while hasattr(inner, "func"):
        inner = inner.func
    name = getattr(inner, "__qualname__", type(inner).__qualname__)
    name = name.rpartition("<locals>.")[2]
    code = getattr(inner, "__code__", None)
    if code is None:
        return f"{name} ({getattr(inner, '__module__', 'built in')})"
    try:
        file = os.path.relpath(code.co_filename)
    except ValueError:  # another drive
        file = code.co_filename
    if file.startswith(os.pardir):
        file = code.co_filename
    return f"{name} ({file}:{code.co_firstlineno})"


def _list_hooks(app: Kolben, endpoint: str | None) -> Iterator[str]:
    """The hooks of the app and of the endpoint's blueprints, in their order."""
    blueprint = (endpoint or "").rpartition(".")[0]
    inward: list[str | None] = [None]
    if blueprint:
        inward += reversed(split_blueprint_path(blueprint))
    outward = inward[::-1]
    hooks = [
        *_pick("url_value_preprocessor", app.url_value_preprocessors, inward),
        *_pick("before_request", app.before_request_funcs, inward),
        *_pick("after_request", app.after_request_funcs, outward, backwards=True),
        *_pick("teardown_request", app.teardown_request_funcs, outward, backwards=True),
        *(
            ("teardown_appcontext", _describe(function))
            for function in reversed(app.teardown_appcontext_funcs)
        ),
    ]
    if not hooks:
        yield _line("hooks", "none")
    width = max((len(kind) for kind, _ in hooks), default=0)
    for number, (kind, text) in enumerate(hooks, 1):
        label = "hooks" if number == 1 else ""
        yield _line(label, f"{number}. {kind:<{width}}  {text}")


def _pick(
    kind: str,
    table: Mapping[str | None, Iterable[Callable[..., Any]]],
    names: Iterable[str | None],
    backwards: bool = False,
) -> Iterator[tuple[str, str]]:
    for name in names:
        functions = list(table.get(name, ()))
        owner = "" if name is None else f"  of blueprint {name!r}"
        for function in functions[::-1] if backwards else functions:
            yield kind, _describe(function) + owner


def _explain_refusal(error: HTTPException) -> Iterator[str]:
    yield _line("ends in", f"{error.code} {error.name}")
    yield _line("because", " ".join((error.description or "").split()))


def _explain_redirect(path: str, redirect: RequestRedirect) -> Iterator[str]:
    yield _line("ends in", f"{redirect.code} redirect to {redirect.new_url}")
    target = redirect.new_url.partition("?")[0]
    if target.endswith(f"{path}/"):
        why = "the rule ends in a slash, the path does not (strict_slashes)"
    elif "//" in path:
        why = "the path has several slashes in a row (merge_slashes)"
    else:
        why = "the rule is an alias, or its values are defaults of another rule"
    yield _line("because", why)


def _explain_method(
    adapter: MapAdapter, method: str, error: MethodNotAllowed
) -> Iterator[str]:
    allowed = sorted(error.valid_methods or ())
    yield _line("ends in", "405 Method Not Allowed")
    yield _line("because", f"the path has rules, but none for {method}:")
    shown: list[Rule] = []
    for other in allowed:
        try:
            rule, _ = adapter.match(method=other, return_rule=True)
        except (HTTPException, RequestRedirect):
            continue
        # A rule compares by identity only, and has no hash.
        if not any(rule is each for each in shown):
            shown.append(rule)
            yield _line("", f"  {_describe_rule(rule)}")


def _describe_rule(rule: Rule) -> str:
    methods = ", ".join(sorted(rule.methods or ()))
    domain = rule.host or rule.subdomain
    where = f" on {domain!r}" if domain else ""
    return f"{rule.rule}  ({methods}){where}  -> {rule.endpoint}"


def _explain_not_found(app: Kolben, path: str) -> Iterator[str]:
    yield _line("ends in", "404 Not Found")
    fitting = [rule for rule in app.url_map.iter_rules() if _fill(rule, path) == path]
    if fitting:
        why = (
            "these rules have the path's form, but a variable does not accept its part,"
            " or they are for another host:"
        )
        near = fitting
    else:
        near = _nearest_rules(app.url_map.iter_rules(), path)
        why = "no rule has this path; the nearest:" if near else "no rule has this path"
    yield _line("because", why)
    for rule in near:
        yield _line("", f"  {_describe_rule(rule)}")


def _fill(rule: Rule, path: str) -> str:
    """The rule with its variables replaced by what stands there in the path."""
    parts = path.split("/")
    filled = [
        parts[place] if "<" in part and place < len(parts) else part
        for place, part in enumerate(rule.rule.split("/"))
    ]
    return "/".join(filled)


def _nearest_rules(rules: Iterable[Rule], path: str) -> list[Rule]:
    by_path: dict[str, Rule] = {}
    for rule in rules:
        by_path.setdefault(_fill(rule, path), rule)
    return [by_path[p] for p in difflib.get_close_matches(path, by_path, n=3)]
