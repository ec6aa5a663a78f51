"""Groups of commands that run inside the app's context."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import update_wrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast, overload

import click

from ..globals import current_app
from .dotenv import get_debug_flag, get_load_dotenv, warn_of_env_setting
from .locate import NoAppException, find_app_files, locate_app, prepare_import

if TYPE_CHECKING:
    from ..app import Kolben

F = TypeVar("F", bound=Callable[..., Any])

# wsgi.py first: where both exist, it is the one made to be found by servers.
_DEFAULT_FILES = ("wsgi.py", "app.py")


class ScriptInfo:
    """What a command line knows of its app, and how to load it. Click carries it as
    ``ctx.obj``; ``data`` is free for the commands' own use.
    """

    def __init__(
        self,
        app_import_path: str | None = None,
        create_app: Callable[..., Kolben] | None = None,
        set_debug_flag: bool = True,
        load_dotenv_defaults: bool = True,
    ) -> None:
        self.app_import_path = app_import_path
        self.create_app = create_app
        self.data: dict[Any, Any] = {}
        self.set_debug_flag = set_debug_flag
        self.load_dotenv_defaults = get_load_dotenv(load_dotenv_defaults)
        self._loaded_app: Kolben | None = None

    def load_app(self) -> Kolben:
        """Load the app, once, and set its debug mode to what the environment says."""
        if self._loaded_app is None:
            app = self._find_app()
            if self.set_debug_flag:
                warn_of_env_setting()
                app.debug = get_debug_flag()
            self._loaded_app = app
        return self._loaded_app

    def _find_app(self) -> Kolben:
        if self.create_app is not None:
            return self.create_app()
        if self.app_import_path:
            # A colon before a slash belongs to a Windows drive.
            path, *name = re.split(r":(?![\\/])", self.app_import_path, maxsplit=1)
            return locate_app(prepare_import(path), name[0] if name else None)
        for file in _DEFAULT_FILES:
            app = locate_app(prepare_import(file), None, raise_if_not_found=False)
            if app is not None:
                return app
        raise NoAppException(_no_app_here(Path.cwd()))


def _no_app_here(folder: Path) -> str:
    text = (
        f"There is no app to load: neither wsgi.py nor app.py is in {str(folder)!r}."
        " Name the app with '--app module:name', or set KOLBEN_APP (or FLASK_APP)."
    )
    if files := find_app_files(folder):
        text += f" It may be here: --app {files[0]}"
        text += "".join(f", or --app {file}" for file in files[1:3])
        return text
    below = [
        sub.name
        for sub in sorted(folder.glob("*/"))[:100]
        if any((sub / file).is_file() for file in _DEFAULT_FILES)
    ]
    if below:
        return f"{text} It may be in a folder of this one: cd {below[0]}"
    return (
        f"{text}\n\nTo begin, save this as app.py and run the command again:\n\n"
        "  from kolben import Kolben\n\n"
        "  app = Kolben(__name__)\n\n"
        '  @app.get("/")\n'
        "  def index():\n"
        '      return "Hello!"\n\n'
        "'kolben new NAME' makes a whole project."
    )


pass_script_info = click.make_pass_decorator(ScriptInfo, ensure=True)


def with_appcontext(f: F) -> F:
    """Run a command's callback inside the context of the app that ``--app`` tells.

    Commands made by ``app.cli`` and ``blueprint.cli`` have it without this.
    """

    @click.pass_context
    def run_in_context(ctx: click.Context, /, *args: Any, **kwargs: Any) -> Any:
        if not current_app:
            app = ctx.ensure_object(ScriptInfo).load_app()
            ctx.with_resource(app.app_context())
        return ctx.invoke(f, *args, **kwargs)

    return cast(F, update_wrapper(run_in_context, f))


class AppGroup(click.Group):
    """A group whose commands run in the app's context, unless made with
    ``with_appcontext=False``; its subgroups are of the same kind.
    """

    @overload
    def command(self, f: Callable[..., Any], /) -> click.Command: ...
    @overload
    def command(
        self, *args: Any, **kwargs: Any
    ) -> Callable[[Callable[..., Any]], click.Command]: ...
    def command(self, *args: Any, **kwargs: Any) -> Any:
        if args and callable(args[0]):
            return self.command(*args[1:], **kwargs)(args[0])
        wrap = kwargs.pop("with_appcontext", True)
        make: Callable[..., click.Command] = super().command(*args, **kwargs)

        def register(f: Callable[..., Any]) -> click.Command:
            return make(with_appcontext(f) if wrap else f)

        return register

    def group(self, *args: Any, **kwargs: Any) -> Any:
        kwargs.setdefault("cls", AppGroup)
        return super().group(*args, **kwargs)
