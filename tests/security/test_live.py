"""Clients and servers that run: Granian and Werkzeug's server, with what `requests`,
`httpx`, a raw connection and Node send them.
"""

import asyncio
import http.client
import json
import shutil
import subprocess
from pathlib import Path

import httpx
import pytest
import requests
from cli.server import Server

from kolben.security.api import SIGN_JS
from kolben.security.api.client import RequestsAuth, Signer
from kolben.security.api.client_httpx import HttpxAuth

from .conftest import SECRET
from .make_vectors import FILE
from .vectors import TARGETS

HERE = Path(__file__).parent
NODE = shutil.which("node")

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", params=["run", "serve"])
def server(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp(request.param)
    shutil.copy(HERE / "live_app.py", folder / "app.py")
    arguments = ["--workers", "1", "--threads", "2"] * (request.param == "serve")
    server = Server(folder, request.param, *arguments, env={"CLIENT_SECRET": SECRET})
    server.wait_until_open()
    server.url = f"http://127.0.0.1:{server.port}"
    yield server
    server.close()


@pytest.mark.parametrize("target", TARGETS)
def test_requests_and_httpx_reach_every_path(server, target):
    url = server.url + target
    answers = [
        requests.post(url, b"abc", auth=RequestsAuth("client-1", SECRET)),
        httpx.post(url, content=b"abc", auth=HttpxAuth("client-1", SECRET)),
    ]
    for answer in answers:
        assert answer.status_code == 200, answer.text
        assert answer.json()["by"] == "client-1"
        assert answer.json()["size"] == 3


def test_all_kinds_of_bodies_of_requests(server, tmp_path):
    auth = RequestsAuth("client-1", SECRET)
    file = tmp_path / "file"
    file.write_bytes(b"x" * 100_000)
    with requests.Session() as session, file.open("rb") as opened:
        session.auth = auth
        for options in (
            {},
            {"data": {"name": "Flöte"}},
            {"json": {"name": "Flöte"}},
            {"data": "Flöte"},
            {"data": b"\xff"},
            {"data": opened},
            {"files": {"file": ("a.txt", b"abc")}},
        ):
            answer = session.put(f"{server.url}/api/", **options)
            assert answer.status_code == 200, (options, answer.text)
        assert answer.request.headers["Content-Type"].startswith("multipart/")
        with pytest.raises(TypeError, match="cannot be signed before"):
            session.put(f"{server.url}/api/", data=(part for part in [b"a"]))


def test_a_generator_is_read_before_httpx_sends_it(server):
    auth = HttpxAuth("client-1", SECRET)
    parts = (part for part in [b"abc", b"def"])
    answer = httpx.post(f"{server.url}/api/", content=parts, auth=auth)
    assert answer.json()["size"] == 6, answer.text


def test_httpx_signs_in_coroutines_too(server):
    async def send():
        async with httpx.AsyncClient(auth=HttpxAuth("client-1", SECRET)) as client:
            answer = await client.post(f"{server.url}/api/", json={"a": "ö"})
            return answer.json()["by"]

    assert asyncio.run(send()) == "client-1"


def test_a_body_in_chunks_is_checked_as_a_whole(server):
    parts = [b"first ", b"", b"second ", b"x" * 70_000]
    whole = b"".join(parts)
    signer = Signer("client-1", SECRET)

    def send(parts):
        headers = signer.sign("POST", f"{server.url}/api/", whole)
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
        # http.client would end the body at an empty part.
        chunks = (part for part in parts if part)
        connection.request("POST", "/api/", chunks, headers, encode_chunked=True)
        response = connection.getresponse()
        answer = response.status, json.loads(response.read())
        connection.close()
        return answer

    status, answer = send(parts)
    assert (status, answer.get("size")) == (200, len(whole)), answer
    status, answer = send([*parts, b"more"])
    assert (status, answer["error_code"]) == (401, 1002)


@pytest.mark.parametrize("wrong_first", [False, True])
@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("Signature", f"sig1=:{'A' * 43}=:"),
        ("Signature-Input", 'sig1=("@method");created=1'),
        ("Content-Digest", f"sha-256=:{'A' * 43}=:"),
        ("Host", "elsewhere.example"),
    ],
)
def test_a_header_that_is_sent_twice_is_refused(server, name, wrong, wrong_first):
    headers = Signer("client-1", SECRET).sign("POST", f"{server.url}/api/", b"abc")
    headers |= {"Host": f"127.0.0.1:{server.port}", "Content-Length": "3"}
    sent = [*headers.items()]
    sent.insert(0 if wrong_first else len(sent), (name, wrong))
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    connection.putrequest("POST", "/api/", skip_host=True)
    for header in sent:
        connection.putheader(*header)
    connection.endheaders(b"abc")
    response = connection.getresponse()
    assert response.status == 401
    assert json.loads(response.read())["error_code"] == 1002
    connection.close()


def test_a_redirect_is_not_followed_with_an_old_signature(server):
    """What follows it is another request, which nobody has signed."""
    headers = Signer("client-1", SECRET).sign("GET", f"{server.url}/api/a")
    answer = requests.get(f"{server.url}/api/b", headers=headers)
    assert answer.json()["error_code"] == 1002


def run_node(folder, script, *arguments):
    shutil.copy(SIGN_JS, folder)
    shutil.copy(HERE / "check_vectors.mjs", folder)
    (folder / "package.json").write_text('{"type": "module"}')
    (folder / "script.mjs").write_text(
        # Node 18, as Debian 12 has it, keeps Web Crypto in a module.
        'import { webcrypto } from "node:crypto";\n'
        "globalThis.crypto ??= webcrypto;\n" + script
    )
    command = [NODE, str(folder / "script.mjs"), *arguments]
    result = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


@pytest.mark.skipif(NODE is None, reason="Node is not here")
def test_sign_js_passes_the_vectors_in_node(tmp_path):
    script = """
        import { readFileSync } from "node:fs";
        const { checkVectors } = await import("./check_vectors.mjs");
        const vectors = JSON.parse(readFileSync(process.argv[2]));
        console.log(JSON.stringify(await checkVectors(vectors)));
    """
    assert run_node(tmp_path, script, str(FILE)) == []


@pytest.mark.skipif(NODE is None, reason="Node is not here")
def test_sign_js_reaches_every_path_from_node(server, tmp_path):
    script = """
        const { Signer } = await import("./sign.js");
        const [url, secret, targets] = process.argv.slice(2);
        const signer = new Signer({ keyId: "client-1", secret });
        const form = new FormData();
        form.append("name", "Flöte");
        const bodies = ["Flöte", new Uint8Array([255]), form, undefined];
        const seen = [];
        for (const target of JSON.parse(targets)) {
          const answer = await signer.fetch(url + target);
          seen.push([target, answer.status]);
        }
        for (const body of bodies) {
          const init = { method: "POST", body, headers: { "X-A": "b" } };
          const answer = await signer.fetch(new Request(`${url}/api/`, init));
          seen.push([String(body), answer.status]);
        }
        console.log(JSON.stringify(seen));
    """
    seen = run_node(tmp_path, script, server.url, SECRET, json.dumps(TARGETS))
    assert [each for each in seen if each[1] != 200] == []
    assert len(seen) == len(TARGETS) + 4
