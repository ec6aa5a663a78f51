import copy
import logging
import pickle

import jinja2
import pytest
from jinja2 import DictLoader, TemplateNotFound, TemplatesNotFound

import kolben
from kolben.blueprints import Blueprint


def give(app, **templates):
    """Have the app use these templates; the last underscore stands for the dot."""
    names = (name.rpartition("_") for name in templates)
    app.jinja_loader = DictLoader(
        {
            f"{stem}.{ending}": text
            for (stem, _, ending), text in zip(names, templates.values(), strict=True)
        }
    )
    return app


@pytest.fixture
def ctx(app):
    with app.test_request_context("/?q=1") as ctx:
        yield ctx


def test_apps_template_wins_over_the_blueprints(app, ctx):
    one, two = Blueprint("one", __name__), Blueprint("two", __name__)
    give(one, page_html="one", only_html="one")
    give(two, page_html="two", only_html="two")
    app.register_blueprint(one)
    app.register_blueprint(two)
    assert kolben.render_template("only.html") == "one"
    give(app, page_html="app")
    assert kolben.render_template("page.html") == "app"
    assert sorted(app.jinja_env.list_templates()) == ["only.html", "page.html"]


def test_unknown_name_keeps_jinjas_error_and_suggests_the_nearest(app, ctx):
    give(app, index_html="", about_html="")
    with pytest.raises(TemplateNotFound) as caught:
        kolben.render_template("indx.html")
    error = caught.value
    assert (error.name, error.templates, error.message) == (
        "indx.html",
        ["indx.html"],
        "indx.html",
    )
    assert str(error) == (
        "indx.html: no such template in 'DictLoader'. Did you mean 'index.html'?"
    )


def test_unknown_name_tells_the_folders(tmp_path):
    app = kolben.Kolben("folders", root_path=str(tmp_path))
    with app.app_context(), pytest.raises(TemplateNotFound) as caught:
        kolben.render_template("index.html")
    folder = str(tmp_path / "templates")
    assert str(caught.value) == f"index.html: no such template in {folder!r}."


def test_none_of_several_names_suggests_too(app, ctx):
    give(app, index_html="")
    with pytest.raises(TemplatesNotFound) as caught:
        kolben.render_template(["nothing-like-it", "indx.html"])
    assert caught.value.templates == ["nothing-like-it", "indx.html"]
    assert caught.value.name == "indx.html"
    assert str(caught.value).endswith("indx.html. Did you mean 'index.html'?")
    with pytest.raises(TemplatesNotFound, match="empty list"):
        kolben.render_template([])


def test_suggestion_costs_nothing_until_it_is_read(app, ctx):
    class Counting(DictLoader):
        listed = 0

        def list_templates(self):
            self.listed += 1
            return super().list_templates()

    loader = app.jinja_loader = Counting({"index.html": ""})
    assert kolben.render_template(["indx.html", "index.html"]) == ""
    with pytest.raises(TemplateNotFound) as caught:
        kolben.render_template("indx.html")
    assert loader.listed == 0
    assert str(caught.value) == str(caught.value)
    assert loader.listed == 1


def test_loader_that_cannot_list_gives_no_suggestion(app, ctx):
    app.jinja_loader = jinja2.FunctionLoader(lambda name: None)
    with pytest.raises(TemplateNotFound) as caught:
        kolben.render_template("a.html")
    assert str(caught.value) == "a.html: no such template in 'FunctionLoader'."


def test_missing_include_names_the_included(app, ctx):
    give(app, page_html="{% include 'prt.html' %}", part_html="")
    with pytest.raises(TemplateNotFound, match=r"Did you mean 'part.html'\?") as caught:
        kolben.render_template("page.html")
    assert caught.value.name == "prt.html"


def test_explaining_logs_every_attempt(app, client, caplog):
    blueprint = give(Blueprint("shop", "shop"), cart_html="cart", both_html="")
    blueprint.add_url_rule(
        "/<name>", view_func=lambda name: kolben.render_template(name)
    )
    app.register_blueprint(blueprint)
    give(app, both_html="")
    app.config["EXPLAIN_TEMPLATE_LOADING"] = True
    caplog.set_level(logging.INFO, app.logger.name)

    assert client.get("/cart.html").text == "cart"
    (found,) = caplog.messages
    assert "1: trying loader of application 'tests'" in found
    assert "2: trying loader of blueprint 'shop' (shop)" in found
    assert found.endswith("found ('<string>')")

    caplog.clear()
    client.get("/both.html")
    assert "Warning: more than one loader has it" in caplog.messages[0]

    caplog.clear()
    with pytest.raises(TemplateNotFound):
        client.get("/none.html")
    assert "Error: the template could not be found." in caplog.messages[0]
    assert "an endpoint that belongs to the blueprint 'shop'" in caplog.messages[0]


def test_explaining_shows_the_folders(tmp_path, caplog):
    app = kolben.Kolben("folders", root_path=str(tmp_path))
    app.config["EXPLAIN_TEMPLATE_LOADING"] = True
    caplog.set_level(logging.INFO, app.logger.name)
    with app.app_context(), pytest.raises(TemplateNotFound):
        kolben.render_template("index.html")
    assert f"         - {tmp_path / 'templates'}" in caplog.text


def test_errors_travel_to_other_processes_with_their_text(app, ctx):
    give(app, index_html="")
    for wrong in ("indx.html", ["indx.html"]):
        with pytest.raises(TemplateNotFound) as caught:
            kolben.render_template(wrong)
        for error in (
            pickle.loads(pickle.dumps(caught.value)),
            copy.copy(caught.value),
        ):
            assert (error.name, str(error)) == ("indx.html", str(caught.value))
            assert error.templates == ["indx.html"]
