"""The files of docs/deploying.md at work: nginx in front of `kolben serve`."""

import contextlib
import gzip
import http.client
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from cli.server import Server, find_free_port
from werkzeug.serving import make_ssl_devcert

FILES = Path(__file__).parents[2] / "docs" / "code" / "deploying"
NGINX = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
KEY = "4b0f6f3a0f0d4e0f9a1c52f7f0a6d9be"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(NGINX is None, reason="nginx is not here"),
]


class Site:
    """nginx with the documented file, and the app behind it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        shutil.copy(FILES / "shop.py", folder)
        (folder / "static").mkdir()
        (folder / "static" / "site.css").write_text("p { color: teal }\n")
        arguments = ("--app", "shop", "serve", "--workers", "2", "--threads", "4")
        self.app = Server(folder, *arguments, env={"SHOP_SECRET_KEY": KEY})
        self.plain, self.port = find_free_port(), find_free_port()
        self.command = [str(NGINX), "-e", "stderr", "-c", str(folder / "nginx.conf")]
        self.nginx: subprocess.Popen[bytes] | None = None
        self.last = 1

    def write_configuration(self) -> None:
        base = str(self.folder / "tls")
        certificate, key = make_ssl_devcert(base, "shop.example.org")
        text = (FILES / "nginx.conf").read_text()
        for pattern, value in {
            r"127\.0\.0\.1:8000": f"127.0.0.1:{self.app.port}",
            r"(?m)^    listen 80;": f"    listen 127.0.0.1:{self.plain};",
            r"(?m)^    listen 443 ": f"    listen 127.0.0.1:{self.port} ",
            r"/etc/letsencrypt\S+fullchain\.pem": certificate,
            r"/etc/letsencrypt\S+privkey\.pem": key,
            r"/srv/shop/": f"{self.folder}/",
        }.items():
            text, count = re.subn(pattern, value, text)
            assert count == 1, pattern
        (self.folder / "shop.conf").write_text(text)
        temporary = "".join(
            f"{name}_temp_path {self.folder}/{name};\n"
            for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        (self.folder / "nginx.conf").write_text(
            # The workers of a root's nginx are another user, who may not read here.
            ("user root;\n" if os.geteuid() == 0 else "")
            + f"daemon off;\nworker_processes 1;\npid {self.folder}/pid;\n"
            f"events {{}}\nhttp {{\naccess_log off;\n{temporary}"
            f"include {self.folder}/shop.conf;\n}}\n"
        )

    def start(self) -> None:
        self.write_configuration()
        self.app.wait_for("Started worker-", times=2)
        self.app.wait_until_open()
        self.nginx = subprocess.Popen(self.command, stderr=subprocess.DEVNULL)
        while True:
            with contextlib.suppress(ConnectionRefusedError):
                socket.create_connection(("127.0.0.1", self.port)).close()
                return
            assert self.nginx.poll() is None
            threading.Event().wait(0.01)

    def close(self) -> None:
        if self.nginx is not None:
            self.nginx.terminate()
            self.nginx.wait(30)
        self.app.close()

    def connect(self) -> http.client.HTTPSConnection:
        """From another address each time: nginx counts the requests of each."""
        self.last += 1
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        return http.client.HTTPSConnection(
            "127.0.0.1",
            self.port,
            context=context,
            timeout=30,
            source_address=(f"127.0.{self.last // 250}.{self.last % 250 + 1}", 0),
        )

    def get(self, path: str, **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
        connection = self.connect()
        headers.setdefault("Host", "shop.example.org")
        with contextlib.closing(connection):
            names = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request("GET", path, headers=names)
            response = connection.getresponse()
            return response, response.read()


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    site = Site(tmp_path_factory.mktemp("site"))
    try:
        site.start()
        yield site
    finally:
        site.close()


def test_nginx_finds_no_mistake_in_the_file(site):
    done = subprocess.run([*site.command, "-t"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "[warn]" not in done.stderr.replace('the "listen ... http2" directive', "")


def test_the_app_learns_who_asked_and_how(site):
    answer, body = site.get("/client", X_Forwarded_For="6.6.6.6", X_Forwarded_Host="x")
    assert answer.status == 200
    assert re.fullmatch(
        rb'{"address":"127\.0\.\d+\.\d+","host":"shop\.example\.org","scheme":"https"}\n',
        body,
    )
    assert answer.getheader("Strict-Transport-Security") == "max-age=31536000"


def test_plain_http_leads_to_https(site):
    connection = http.client.HTTPConnection("127.0.0.1", site.plain, timeout=30)
    with contextlib.closing(connection):
        connection.request("GET", "/client?a=1", headers={"Host": "elsewhere"})
        answer = connection.getresponse()
    assert answer.status == 301
    assert answer.getheader("Location") == "https://shop.example.org/client?a=1"


def test_a_host_that_is_not_the_sites_is_refused_by_the_app(site):
    assert site.get("/client", Host="elsewhere.example")[0].status == 400


def test_static_files_come_from_nginx_and_nothing_else_does(site):
    answer, body = site.get("/static/site.css")
    assert (answer.status, body) == (200, b"p { color: teal }\n")
    assert answer.getheader("Cache-Control") == "max-age=3600"
    for path in ("/static../shop.py", "/static/../shop.py", "/static/%2e%2e/shop.py"):
        assert site.get(path)[0].status in (400, 404)


def test_long_answers_are_compressed(site):
    answer, body = site.get("/long", Accept_Encoding="gzip")
    assert answer.getheader("Content-Encoding") == "gzip"
    assert gzip.decompress(body) == b"tea " * 1000


def test_a_body_that_is_too_long_is_refused_before_it_is_sent(site):
    connection = site.connect()
    with contextlib.closing(connection):
        connection.putrequest("POST", "/size", skip_host=True)
        connection.putheader("Host", "shop.example.org")
        connection.putheader("Content-Length", str(16 * 1024 * 1024 + 1))
        connection.endheaders()
        assert connection.getresponse().status == 413


def test_one_address_cannot_ask_without_end(site):
    connection = site.connect()
    with contextlib.closing(connection):
        statuses = set()
        for _ in range(400):
            connection.request("GET", "/health", headers={"Host": "shop.example.org"})
            answer = connection.getresponse()
            answer.read()
            statuses.add(answer.status)
            if answer.status == 429:
                break
    assert statuses == {200, 429}


def test_a_reload_takes_new_code_and_fails_no_request(site):
    source = site.folder / "shop.py"
    source.write_text(source.read_text().replace('return "ok"', 'return "new"'))
    site.app.process.send_signal(signal.SIGHUP)
    new = 0
    # Both processes have been replaced when this many in a row are new.
    while new < 60:
        answer, body = site.get("/health")
        assert (answer.status, body) in [(200, b"ok"), (200, b"new")]
        new = new + 1 if body == b"new" else 0
        assert site.last < 40_000, "the old code is still there"


def test_the_unit_has_no_mistake(tmp_path):
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("systemd-analyze is not here")
    unit = tmp_path / "shop.service"
    text = (FILES / "shop.service").read_text()
    # It looks for the commands.
    unit.write_text(text.replace("/srv/shop/.venv/bin/kolben", sys.executable))
    done = subprocess.run([analyze, "verify", unit], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
