"""Bootstrap-Flask: macros and assets of a blueprint the extension registers."""

from answers import show
from flask import Flask, render_template_string
from flask_bootstrap import Bootstrap5
from flask_wtf import FlaskForm
from wtforms import StringField

app = Flask(__name__)
app.config.update(SECRET_KEY="contract", WTF_CSRF_ENABLED=False)
app.config["BOOTSTRAP_SERVE_LOCAL"] = True
bootstrap = Bootstrap5(app)


class Search(FlaskForm):
    text = StringField()


@app.get("/")
def index():
    return render_template_string(
        "{% from 'bootstrap5/form.html' import render_form %}"
        "{% from 'bootstrap5/nav.html' import render_nav_item %}"
        "{{ bootstrap.load_css() }}{{ render_nav_item('index', 'Home') }}"
        "{{ render_form(form) }}",
        form=Search(),
    )


client = app.test_client()
show("page", client.get("/"))
show("asset", client.get("/bootstrap/static/css/bootstrap.min.css"), body=False)
