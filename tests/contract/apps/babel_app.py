"""Flask-Babel: a locale for each request, in views and templates."""

from datetime import date

from answers import say, show
from flask import Flask, render_template_string, request
from flask_babel import Babel, force_locale, format_date, get_locale

app = Flask(__name__)
Babel(
    app,
    locale_selector=lambda: request.accept_languages.best_match(["en", "de", "zh"]),
    timezone_selector=lambda: "Europe/Berlin",
)


@app.get("/")
def index():
    return f"{get_locale()} {format_date(date(2024, 2, 29), 'full')}"


@app.get("/template")
def template():
    return render_template_string(
        "{{ _('hello') }} {{ 1234.5|numberformat }} {{ day|dateformat }}",
        day=date(2024, 2, 29),
    )


client = app.test_client()
for language in ("en", "de", "zh"):
    show(language, client.get("/", headers={"Accept-Language": language}))
    show(language, client.get("/template", headers={"Accept-Language": language}))
with app.test_request_context("/"), force_locale("de"):
    say("forced", format_date(date(2024, 2, 29)))
