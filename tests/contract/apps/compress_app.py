"""Flask-Compress: encodings by what the client accepts, streams included."""

import gzip

from answers import say, show
from flask import Flask, stream_with_context
from flask_compress import Compress

app = Flask(__name__)
app.config["COMPRESS_STREAMS"] = True
compress = Compress(app)


@app.get("/text")
def text():
    return "word " * 500


@app.get("/small")
def small():
    return "word"


@app.get("/stream")
def stream():
    return stream_with_context(f"line {n}\n" for n in range(500))


client = app.test_client()
for accepted in ("", "gzip", "br", "identity"):
    for path in ("/text", "/small", "/stream"):
        response = client.get(path, headers={"Accept-Encoding": accepted})
        show(f"{accepted} {path}", response, body=False)
        if response.headers.get("Content-Encoding") == "gzip":
            say("length", len(gzip.decompress(response.data)))
