"""Flask-Talisman: https, security headers, a nonce, an exception for one view."""

from answers import mask, show
from flask import Flask, render_template_string
from flask_talisman import Talisman

mask(r"nonce-[\w-]+", "NONCE")
mask(r"nonce=[\w-]+", "NONCE")
app = Flask(__name__)
policy = {"default-src": "'self'"}
talisman = Talisman(
    app,
    content_security_policy=policy,
    content_security_policy_nonce_in=["default-src"],
    session_cookie_secure=True,
)


@app.get("/")
def index():
    return render_template_string("nonce={{ csp_nonce() }}")


@app.get("/framed")
@talisman(frame_options="ALLOW-FROM", frame_options_allow_from="https://a.example")
def framed():
    return "framed"


client = app.test_client()
show("http", client.get("/?a=b"))
show("https", client.get("/", base_url="https://localhost"))
show("framed", client.get("/framed", base_url="https://localhost"))
show("not found", client.get("/nowhere", base_url="https://localhost"))
