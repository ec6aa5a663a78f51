"""Goes from nothing to an app with every tool for environments, as the docs tell it.

    python tests/environments/run.py [NAME...]

Builds the wheel, and for each tool runs the commands of docs/code/environments, which
are those of docs/environments.md and of the README that `kolben new` writes: in an
empty home directory, with an empty environment. Packages come from PyPI, or from the
index that pip is set to; Kolben itself from the wheel, by an index on this machine.
"""

from __future__ import annotations

import http.client
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from index import serve_index

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
COMMANDS = ROOT / "docs" / "code" / "environments"
TOOLS = ("venv", "virtualenv", "virtualenvwrapper", "pipenv", "uv")
REGION = re.compile(r"^# region: (\w+)\n(.*?)^# endregion", re.MULTILINE | re.DOTALL)
# What a machine needs to reach a network, and nothing else of the caller's environment.
NETWORK = re.compile(
    r"(https?|all|no)_proxy|SSL_CERT_(FILE|DIR)|REQUESTS_CA_BUNDLE|PIP_CERT", re.I
)
# Seconds for one step, installing included: a slow mirror is no failure of ours.
LIMIT = 600


class Failure(Exception):
    """What was tried and did not come out as the docs tell."""


@dataclass
class Attempt:
    """One way from nothing to an app, in a home directory of its own."""

    name: str
    home: Path
    environ: dict[str, str]
    regions: dict[str, str]
    done: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        (self.home / "work").mkdir(parents=True)
        self.log = self.home / "log.txt"

    def start(self, *regions: str, extra: str = "") -> subprocess.Popen[bytes]:
        """Run the regions in one shell, the last command of which may be a server."""
        text = "".join(self.regions.get(name, "") for name in ("shell", *regions))
        with self.log.open("ab") as log:
            # A session of its own, so that a signal reaches what the shell starts.
            return subprocess.Popen(
                ["/bin/bash", "-e", "-v", "-c", text + extra],
                cwd=self.home / "work",
                env=self.environ | {"HOME": str(self.home), "PWD": ""},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def run(self, *regions: str, extra: str = "") -> str:
        """What the regions print; fails if one of the commands does."""
        before = self.log.stat().st_size if self.log.exists() else 0
        process = self.start(*regions, extra=extra)
        try:
            code = process.wait(LIMIT)
        finally:
            stop(process)
        if code:
            raise Failure(f"{' and '.join(regions) or extra}: ended with {code}")
        return self.log.read_bytes()[before:].decode(errors="replace")

    def serve(self, *regions: str, port: int, text: str) -> None:
        """Run the regions, the last command being a server, and look at its page."""
        process = self.start(*regions)
        try:
            status, body = get_first_page(process, port)
            if status != 200 or text not in body:
                raise Failure(f"{regions[-1]}: / is {status} and says {body[:300]!r}")
        finally:
            stop(process)
        if is_open(port):
            raise Failure(f"{regions[-1]}: the server did not stop")


def get_first_page(process: subprocess.Popen[bytes], port: int) -> tuple[int, str]:
    """Ask for / until there is an answer."""
    end = time.monotonic() + LIMIT
    while not is_open(port):
        if process.poll() is not None:
            raise Failure(f"no server: the commands ended with {process.returncode}")
        if time.monotonic() > end:
            raise Failure(f"no server after {LIMIT} seconds")
        time.sleep(0.1)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", "/")
        response = connection.getresponse()
        return response.status, response.read().decode()
    finally:
        connection.close()


def is_open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def stop(process: subprocess.Popen[bytes]) -> None:
    """End the shell and what it started, as Ctrl+C does; by force if that is no use."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, number)
        except ProcessLookupError:
            break
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            continue
        # The shell has ended; what it started may need a moment more.
        for _ in range(100):
            if not has_members(process.pid):
                return
            time.sleep(0.1)


def has_members(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def find_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def read_regions(name: str) -> dict[str, str]:
    return dict(REGION.findall((COMMANDS / f"{name}.sh").read_text("utf-8")))


def try_tool(attempt: Attempt, text: str) -> None:
    """The whole way: a new app, its README's start and tests, the production server."""
    run, serve = (
        int(attempt.environ[f"KOLBEN_{name}_PORT"]) for name in ("RUN", "SERVE")
    )
    attempt.serve("make", "start", port=run, text=text)
    attempt.done.append("kolben run")
    printed = attempt.run("back", "test")
    passed = re.search(r"(\d+) passed", printed)
    if passed is None:
        raise Failure("test: pytest says of nothing that it passed")
    attempt.done.append(f"its {passed[1]} tests")
    # The machine that serves has no .env: it is where debug mode is switched on.
    (attempt.home / "work" / "my_site" / ".env").unlink()
    attempt.serve("back", "serve", port=serve, text=text)
    attempt.done.append("kolben serve")


def try_alone(attempt: Attempt, text: str) -> None:
    """The wheel without extras: an app runs, and what lacks one tells how to get it."""
    attempt.run("make")
    attempt.done.append("kolben new")
    port = int(attempt.environ["KOLBEN_RUN_PORT"])
    attempt.regions["server"] = "kolben run\n"
    attempt.serve("back", "server", port=port, text=text)
    attempt.done.append("kolben run")
    for what, extra, command in (
        ("kolben serve", "serve", "kolben serve"),
        (
            "the blog",
            "pages",
            "kolben new ../b --template blog; cd ../b; kolben routes",
        ),
    ):
        printed = attempt.run("back", extra=f"{{ {command}; }} 2>&1 || true\n")
        line = f"pip install 'kolben[{extra}]'"
        if line not in printed:
            raise Failure(f"{what} without its extra does not say {line}")
        attempt.done.append(f"what {what} lacks")
    printed = attempt.run("back", extra="! python -c 'import press' 2>&1\n")
    if "No module named 'press'" not in printed:
        raise Failure("the wheel installs a package called press")


def build_wheel(folder: Path) -> Path:
    """Kolben's wheel, built from its sdist as PyPI would have it."""
    run_hatch(ROOT, "sdist", folder)
    (sdist,) = folder.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        archive.extractall(folder, filter="data")
    run_hatch(folder / sdist.name.removesuffix(".tar.gz"), "wheel", folder)
    (wheel,) = folder.glob("*.whl")
    return wheel


def run_hatch(source: Path, kind: str, folder: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "hatchling",
        "build",
        "-t",
        kind,
        "-d",
        str(folder),
    ]
    done = subprocess.run(command, cwd=source, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"The {kind} cannot be built:\n{done.stdout}{done.stderr}")


def find_upstream() -> str:
    """The index that pip on this machine is set to."""
    found = subprocess.run(
        [sys.executable, "-m", "pip", "config", "get", "global.index-url"],
        capture_output=True,
        text=True,
    ).stdout.strip()
    return (
        os.environ.get("PIP_INDEX_URL") or found or "https://pypi.org/simple"
    ).rstrip("/")


def make_environ(folder: Path, index: str) -> dict[str, str]:
    """The environment of all attempts: no more than a shell right after the log-in."""
    programs = folder / "bin"
    programs.mkdir()
    python3 = programs / "python3"
    # Not a link: Python looks for its library from where it is started.
    real = shlex.quote(getattr(sys, "_base_executable", sys.executable))
    python3.write_text(f'#!/bin/sh\nexec {real} "$@"\n')
    python3.chmod(0o755)
    caches = folder / "caches"
    return {
        **{name: text for name, text in os.environ.items() if NETWORK.fullmatch(name)},
        "PATH": f"{programs}:/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "TERM": "dumb",
        "SHELL": "/bin/bash",
        # The variables for mirrors of docs/environments.md.
        "PIP_INDEX_URL": index,
        "PIPENV_PYPI_MIRROR": index,
        "UV_DEFAULT_INDEX": index,
        # Certificates that this machine trusts, as for pip; the name in older uv.
        "UV_SYSTEM_CERTS": "1",
        "UV_NATIVE_TLS": "1",
        "PIP_CACHE_DIR": str(caches / "pip"),
        "UV_CACHE_DIR": str(caches / "uv"),
        "UV_PYTHON_DOWNLOADS": "never",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_ROOT_USER_ACTION": "ignore",
    }


def try_all(names: list[str], folder: Path, tell: Callable[[str], None]) -> int:
    """How many attempts failed."""
    tell("building the wheel from the sdist")
    wheel = build_wheel(folder)
    failed = 0
    with serve_index(wheel, find_upstream()) as index:
        environ = make_environ(folder, index)
        tools = Attempt(
            "tools", folder / "tools", environ.copy(), read_regions("tools")
        )
        if set(names) & set(TOOLS[1:]):
            tell("installing virtualenv, virtualenvwrapper, pipenv and uv")
            tools.environ["PIP_CONSTRAINT"] = str(HERE / "tools.txt")
            try_one(tools, lambda: tools.run("install"), tell, folder)
        for name in names:
            attempt = make_attempt(name, folder, environ)
            way, text = WAYS.get(name, (try_tool, "Hello!"))
            failed += not try_one(
                attempt, lambda a=attempt, w=way, t=text: w(a, t), tell, folder
            )
    print(f"{len(names) - failed} passed, {failed} failed")
    return failed


# Attempts that are not named after a tool, and what the first page must say.
WAYS = {"blog": (try_tool, "My Site"), "alone": (try_alone, "Hello!")}


def make_attempt(name: str, folder: Path, environ: dict[str, str]) -> Attempt:
    regions = read_regions(name if name in TOOLS else "venv")
    if name == "blog":
        regions |= read_regions("blog")
    home = folder / name
    ports = {f"KOLBEN_{each}_PORT": str(find_free_port()) for each in ("RUN", "SERVE")}
    attempt = Attempt(name, home, environ | ports, regions)
    if name == "blog":
        # What its README asks to set on the machine that serves.
        attempt.environ["PRESS_URL"] = "http://127.0.0.1"
        attempt.environ["PRESS_SECRET_KEY"] = "a key for this run alone, long enough"
    if name in TOOLS[1:]:
        (home / ".tools").symlink_to(folder / "tools" / ".tools")
        attempt.environ["PATH"] = f"{home}/.tools/bin:{environ['PATH']}"
    return attempt


def try_one(
    attempt: Attempt,
    way: Callable[[], object],
    tell: Callable[[str], None],
    folder: Path,
) -> bool:
    began = time.monotonic()
    try:
        way()
    except Failure as failure:
        lines = attempt.log.read_text("utf-8", "replace").splitlines()[-40:]
        tell(f"{attempt.name}: FAILED after {', '.join(attempt.done) or 'nothing'}")
        print(*(f"   | {line}" for line in lines), sep="\n")
        print(f"   {failure}")
        return False
    if attempt.done:
        took = time.monotonic() - began
        tell(f"{attempt.name}: {', '.join(attempt.done)}: as documented ({took:.0f} s)")
    return True


def main() -> None:
    known = [*TOOLS, *WAYS]
    names = sys.argv[1:] or known
    if unknown := [name for name in names if name not in known]:
        sys.exit(f"There is no {unknown[0]!r} to try; there are: {', '.join(known)}.")
    with tempfile.TemporaryDirectory(prefix="kolben-environments-") as folder:
        failed = try_all(
            names, Path(folder), lambda text: print(f"-- {text}", flush=True)
        )
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
