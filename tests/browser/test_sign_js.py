"""sign.js in a browser: the test vectors, and requests to a server that checks them."""

import shutil
from pathlib import Path

from security.conftest import SECRET
from security.make_vectors import FILE
from security.vectors import TARGETS

from kolben.security.api import SIGN_JS

HERE = Path(__file__).parents[1] / "security"


def open_site(page, serve, tmp_path):
    folder = tmp_path / "files"
    folder.mkdir()
    for path in (HERE / "check_vectors.mjs", FILE, SIGN_JS):
        shutil.copy(path, folder)
    text = (HERE / "live_app.py").read_text("utf-8")
    env = {"CLIENT_SECRET": SECRET, "FILES": str(folder)}
    site = serve({"app.py": text}, "run", env=env)
    page.goto(site.url)
    return site


def test_sign_js_passes_the_vectors(page, serve, tmp_path):
    open_site(page, serve, tmp_path)
    wrong = page.evaluate(
        """async () => {
            const { checkVectors } = await import("/file/check_vectors.mjs");
            const vectors = await (await fetch("/file/vectors.json")).json();
            return checkVectors(vectors);
        }"""
    )
    assert wrong == []


def test_fetch_with_sign_js_comes_in_and_a_copy_of_it_does_not(
    page, serve, tmp_path, problems
):
    open_site(page, serve, tmp_path)
    problems.expect("status 401")
    seen = page.evaluate(
        """async ([secret, targets]) => {
            const { Signer } = await import("/sign.js");
            const signer = new Signer({ keyId: "client-1", secret });
            const form = new FormData();
            form.append("file", new Blob(["abc"]), "a.txt");
            const seen = [];
            for (const target of targets) {
                seen.push((await signer.fetch(target)).status);
            }
            for (const body of ["Flöte", new Blob(["abc"]), form, undefined]) {
                const answer = await signer.fetch("/api/", { method: "POST", body });
                seen.push(answer.status);
            }
            const url = `${location.origin}/api/again`;
            const headers = await signer.sign({ method: "GET", url });
            for (let time = 0; time < 2; time += 1) {
                seen.push((await fetch(url, { headers })).status);
            }
            return seen;
        }""",
        [SECRET, TARGETS],
    )
    assert seen == [200] * (len(TARGETS) + 5) + [401]
