"""The settings that are dangerous, each with the reason and the cure."""

from __future__ import annotations

import os
import stat
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from .dotenv import read_setting

if TYPE_CHECKING:
    from ..app import Kolben

Severity = Literal["error", "warning"]

#: An HMAC key shorter than this can be guessed faster than its hash broken.
SHORTEST_KEY = 16
_NEW_KEY = "python -c 'import secrets; print(secrets.token_hex(32))'"
_KNOWN_KEYS = (
    "dev",
    "development",
    "secret",
    "secretkey",
    "mysecret",
    "mysecretkey",
    "supersecret",
    "supersecretkey",
    "yoursecret",
    "yoursecretkey",
    "changeme",
    "password",
    "test",
    "testing",
    "key",
    "default",
    "hardtoguessstring",
    "youwillneverguess",
    "thisissecret",
    "asecretkey",
    "somethingsecret",
    "insecure",
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to change: ``id`` is stable, ``fix`` is what to do."""

    id: str
    severity: Severity
    text: str
    fix: str


Check = Callable[["Kolben"], Iterator[Finding]]


def find_problems(app: Kolben, deploy: bool) -> list[Finding]:
    """The app's findings, errors first; with ``deploy`` those for production too."""
    checks: Iterable[Check] = _ALWAYS + (_FOR_DEPLOYMENT if deploy else ())
    found = [finding for check in checks for finding in check(app)]
    return sorted(found, key=lambda finding: finding.severity)


def _check_weak_key(app: Kolben) -> Iterator[Finding]:
    keys = [("SECRET_KEY", app.config.get("SECRET_KEY"))]
    for key in app.config.get("SECRET_KEY_FALLBACKS") or ():
        keys.append(("SECRET_KEY_FALLBACKS", key))
    for name, key in keys:
        if key and (weakness := _find_weakness(key)):
            yield Finding(
                "secret-key-weak",
                "error",
                f"{name} {weakness}: whoever guesses it can write any session, that of"
                " an administrator included.",
                f"Make a new one, {_NEW_KEY}, and keep it out of the repository.",
            )


def _find_weakness(key: str | bytes) -> str | None:
    text = key.decode("latin1") if isinstance(key, bytes) else str(key)
    letters = "".join(c for c in text.lower() if c.isalnum())
    if letters in _KNOWN_KEYS or letters.startswith("changeme"):
        return "is a word from a tutorial"
    if len(text) < SHORTEST_KEY:
        return f"has only {len(text)} characters, at least {SHORTEST_KEY} are needed"
    if len(set(text)) < 5:
        return "repeats a few characters"
    return None


def _check_session_cookie(app: Kolben) -> Iterator[Finding]:
    config = app.config
    same_site = config.get("SESSION_COOKIE_SAMESITE")
    # The string: None itself means that the attribute is left out.
    is_none = isinstance(same_site, str) and same_site.lower() == "none"
    if is_none and not config.get("SESSION_COOKIE_SECURE"):
        yield Finding(
            "session-cookie-samesite",
            "error",
            "SESSION_COOKIE_SAMESITE is 'None' without SESSION_COOKIE_SECURE: browsers"
            " throw such a cookie away.",
            "Set SESSION_COOKIE_SECURE = True, or SESSION_COOKIE_SAMESITE = 'Lax'.",
        )
    if not config.get("SESSION_COOKIE_HTTPONLY", True):
        yield Finding(
            "session-cookie-httponly",
            "error",
            "SESSION_COOKIE_HTTPONLY is off: any script on a page can read the session"
            " cookie and send it away.",
            "Set SESSION_COOKIE_HTTPONLY = True.",
        )


def _check_lifetime(app: Kolben) -> Iterator[Finding]:
    lifetime = app.permanent_session_lifetime
    if lifetime > timedelta(days=366):
        yield Finding(
            "session-lifetime",
            "warning",
            f"PERMANENT_SESSION_LIFETIME is {lifetime.days} days: a stolen session"
            " cookie is good for as long.",
            "Set it to days or weeks.",
        )


def _check_routes(app: Kolben) -> Iterator[Finding]:
    rules = list(app.url_map.iter_rules())
    for rule in rules:
        if not rule.build_only and rule.endpoint not in app.view_functions:
            yield Finding(
                "route-without-view",
                "error",
                f"Rule {rule.rule!r} has the endpoint {rule.endpoint!r}, for which"
                " there is no view function: a request to it fails.",
                f"Add one with @app.endpoint({rule.endpoint!r}), or remove the rule.",
            )
    places = Counter(
        (rule.host, rule.subdomain, rule.rule, method)
        for rule in rules
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if not rule.build_only
    )
    for (_, _, path, method), count in places.items():
        if count > 1:
            yield Finding(
                "route-twice",
                "warning",
                f"{count} rules answer {method} {path}: only the first is ever used.",
                "'kolben routes' lists them; give one another path or other methods.",
            )


def _check_folders(app: Kolben) -> Iterator[Finding]:
    folders = {
        "static folder": app.static_folder,
        "template folder": app.template_folder
        and os.path.join(app.root_path, app.template_folder),
        "instance folder": app.instance_path,
        "app's folder": app.root_path,
    }
    for name, folder in folders.items():
        if folder and _is_writable_by_all(folder):
            yield Finding(
                "folder-writable",
                "error",
                f"Every user of this machine can write to the {name}, {folder!r}, and"
                " so change what the app serves or runs.",
                f"chmod o-w {folder!r}",
            )


def _is_writable_by_all(folder: str | os.PathLike[str]) -> bool:
    try:
        mode = os.stat(folder).st_mode
    except OSError:
        return False
    # Windows has no such bits; its mode tells nothing.
    return os.name == "posix" and bool(mode & stat.S_IWOTH)


def _check_key_is_there(app: Kolben) -> Iterator[Finding]:
    if not app.config.get("SECRET_KEY"):
        yield Finding(
            "secret-key-missing",
            "error",
            "SECRET_KEY is not set: sessions and flashed messages fail at the first"
            " write.",
            f"Make one, {_NEW_KEY}, and set it outside of the repository.",
        )


def _check_debug(app: Kolben) -> Iterator[Finding]:
    if app.debug:
        yield Finding(
            "debug",
            "error",
            "Debug mode is on: errors show source code, and with the debugger visitors"
            " may run code.",
            "Unset KOLBEN_DEBUG and FLASK_DEBUG, and do not set app.debug in code.",
        )
    if (read_setting("ENV") or "").lower() == "development":
        yield Finding(
            "env-development",
            "warning",
            "FLASK_ENV is 'development', which turns debug mode on wherever FLASK_DEBUG"
            " is not set.",
            "Unset it.",
        )


def _check_exposed_errors(app: Kolben) -> Iterator[Finding]:
    config = app.config
    if config.get("TESTING"):
        yield Finding(
            "testing",
            "error",
            "TESTING is on: errors are not handled but passed on to the server, and"
            " extensions leave out checks.",
            "Set TESTING only in tests.",
        )
    if config.get("PROPAGATE_EXCEPTIONS"):
        yield Finding(
            "propagate-exceptions",
            "error",
            "PROPAGATE_EXCEPTIONS is on: an error ends in the server instead of an"
            " error page, and may be shown with its traceback.",
            "Leave PROPAGATE_EXCEPTIONS unset.",
        )
    for name in ("TRAP_HTTP_EXCEPTIONS", "TRAP_BAD_REQUEST_ERRORS"):
        if config.get(name):
            yield Finding(
                "trap-errors",
                "error",
                f"{name} is on: requests that are only wrong become server errors.",
                f"Leave {name} unset.",
            )


def _check_secure_cookie(app: Kolben) -> Iterator[Finding]:
    config = app.config
    if not config.get("SESSION_COOKIE_SECURE"):
        yield Finding(
            "session-cookie-secure",
            "error",
            "SESSION_COOKIE_SECURE is off: one request without HTTPS shows the session"
            " cookie to the network.",
            "Serve by HTTPS and set SESSION_COOKIE_SECURE = True.",
        )
    if config.get("SESSION_COOKIE_SAMESITE") is None:
        yield Finding(
            "session-cookie-samesite",
            "warning",
            "SESSION_COOKIE_SAMESITE is not set: some browsers send the session cookie"
            " with forms that other sites post here.",
            "Set SESSION_COOKIE_SAMESITE = 'Lax'.",
        )


def _check_limits(app: Kolben) -> Iterator[Finding]:
    config = app.config
    if not config.get("TRUSTED_HOSTS"):
        yield Finding(
            "trusted-hosts",
            "error",
            "TRUSTED_HOSTS is not set: external URLs (as in password mails) are built"
            " from whatever Host header a visitor sends.",
            "Set TRUSTED_HOSTS = ['example.com'], or ['.example.com'] with subdomains.",
        )
    if config.get("MAX_CONTENT_LENGTH") is None:
        yield Finding(
            "max-content-length",
            "error",
            "MAX_CONTENT_LENGTH is not set: a request's body may fill memory and disk.",
            "Set MAX_CONTENT_LENGTH, as in 16 * 1024 * 1024 for 16 MB.",
        )
    for name in ("MAX_FORM_MEMORY_SIZE", "MAX_FORM_PARTS"):
        if config.get(name) is None:
            yield Finding(
                "form-limits",
                "warning",
                f"{name} is None: a form may be as large as the body.",
                f"Leave {name} at its default, or set a number.",
            )


def _check_costs(app: Kolben) -> Iterator[Finding]:
    config = app.config
    for name in ("EXPLAIN_TEMPLATE_LOADING", "TEMPLATES_AUTO_RELOAD"):
        if config.get(name):
            yield Finding(
                "template-" + ("explain" if name.startswith("EXPLAIN") else "reload"),
                "warning",
                f"{name} is on: every template costs more, and logs or files are read"
                " for each.",
                f"Leave {name} unset.",
            )
    if app.static_folder and config.get("SEND_FILE_MAX_AGE_DEFAULT") is None:
        yield Finding(
            "static-max-age",
            "warning",
            "SEND_FILE_MAX_AGE_DEFAULT is not set: browsers ask for every static file"
            " again on every page.",
            "Set it to seconds, as in 3600.",
        )


_ALWAYS: tuple[Check, ...] = (
    _check_weak_key,
    _check_session_cookie,
    _check_lifetime,
    _check_routes,
    _check_folders,
)
_FOR_DEPLOYMENT: tuple[Check, ...] = (
    _check_key_is_there,
    _check_debug,
    _check_exposed_errors,
    _check_secure_cookie,
    _check_limits,
    _check_costs,
)
