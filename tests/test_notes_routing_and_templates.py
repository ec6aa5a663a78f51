"""Routes, URLs, methods, static files and templates, as a learner meets them."""

from __future__ import annotations

import pytest
from notes_runner import check

pytestmark = pytest.mark.slow


def test_a_url_per_function(tmp_path):
    program = """
from flask import Flask

app = Flask(__name__)


@app.route('/')
def start():
    return 'Start'


@app.route('/greet')
def greet():
    return 'Good day'


client = app.test_client()
assert client.get('/').text == 'Start'
assert client.get('/greet').text == 'Good day'
assert client.get('/greet/').status_code == 404
assert client.get('/other').status_code == 404
"""
    check(tmp_path, {}, program)


def test_variable_parts_and_their_converters(tmp_path):
    program = """
from flask import Flask

app = Flask(__name__)


@app.route('/member/<name>')
def show_member(name):
    return 'Member %s' % name


@app.route('/entry/<int:entry_id>')
def show_entry(entry_id):
    # an integer, so that %d works
    return 'Entry %d' % entry_id


@app.route('/weight/<float:kilos>')
def show_weight(kilos):
    return '%.2f' % kilos


@app.route('/file/<path:rest>')
def show_file(rest):
    return rest


client = app.test_client()
assert client.get('/member/ada').text == 'Member ada'
assert client.get('/member/ada/more').status_code == 404
assert client.get('/entry/12').text == 'Entry 12'
assert client.get('/entry/twelve').status_code == 404
assert client.get('/weight/1.5').text == '1.50'
assert client.get('/weight/1').status_code == 404
assert client.get('/file/a/b.txt').text == 'a/b.txt'
"""
    check(tmp_path, {}, program)


def test_a_url_with_and_one_without_slash_at_the_end(tmp_path):
    program = """
from flask import Flask

app = Flask(__name__)


@app.route('/works/')
def works():
    return 'All works'


@app.route('/imprint')
def imprint():
    return 'Who we are'


client = app.test_client()
redirected = client.get('/works')
assert redirected.status_code == 308
assert redirected.location.endswith('/works/')
assert client.get('/works', follow_redirects=True).text == 'All works'
assert client.get('/imprint').text == 'Who we are'
assert client.get('/imprint/').status_code == 404
"""
    check(tmp_path, {}, program)


def test_urls_are_built_from_names(tmp_path):
    program = """
from flask import Flask, url_for
app = Flask(__name__)
@app.route('/')
def start(): pass

@app.route('/enter')
def enter(): pass

@app.route('/member/<name>')
def member(name): pass

with app.test_request_context():
    print(url_for('start'))
    print(url_for('enter'))
    print(url_for('enter', after='/'))
    print(url_for('member', name='Ada Byron'))
    print(url_for('static', filename='site.css'))

with app.test_request_context(base_url='http://localhost/below'):
    print(url_for('start'))
"""
    assert check(tmp_path, {}, program).splitlines() == [
        "/",
        "/enter",
        "/enter?after=/",
        "/member/Ada%20Byron",
        "/static/site.css",
        "/below/",
    ]


def test_one_view_for_a_page_and_its_form(tmp_path):
    program = """
from flask import Flask, request

app = Flask(__name__)


@app.route('/enter', methods=['GET', 'POST'])
def enter():
    if request.method == 'POST':
        return 'in: ' + request.form['name']
    else:
        return 'a form'


client = app.test_client()
assert client.get('/enter').text == 'a form'
assert client.post('/enter', data={'name': 'ada'}).text == 'in: ada'
head = client.head('/enter')
assert head.status_code == 200 and head.data == b''
assert head.content_length == len('a form')
assert sorted(client.options('/enter').allow) == ['GET', 'HEAD', 'OPTIONS', 'POST']
refused = client.put('/enter')
assert refused.status_code == 405
assert 'POST' in refused.allow and 'PUT' not in refused.allow
"""
    check(tmp_path, {}, program)


def test_every_method_can_have_its_view(tmp_path):
    program = """
from flask import Flask, request

app = Flask(__name__)
METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH']


def show():
    return request.method


for method in METHODS:
    app.add_url_rule('/thing', 'thing_' + method.lower(), show, methods=[method])

client = app.test_client()
for method in METHODS:
    assert client.open('/thing', method=method).text == method
"""
    check(tmp_path, {}, program)


def test_files_of_the_static_folder(tmp_path):
    program = """
from flask import Flask

app = Flask(__name__)
client = app.test_client()
with client.get('/static/site.css') as answer:
    assert answer.mimetype == 'text/css'
    assert answer.data == b'p { color: red }'
assert client.get('/static/none.css').status_code == 404
assert client.get('/static/../check.py').status_code == 404
"""
    check(tmp_path, {"static/site.css": "p { color: red }"}, program)


# Templates --------------------------------------------------------------------------

PAGE = """\
<!doctype html>
<title>A greeting</title>
{% if name %}
  <h1>Good day {{ name }}!</h1>
{% else %}
  <h1>Good day, everybody!</h1>
{% endif %}
"""
APPLICATION = """\
from flask import Flask, render_template

app = Flask(__name__)


@app.route('/greet/')
@app.route('/greet/<name>')
def greet(name=None):
    return render_template('greet.html', name=name)
"""
ASK = """\
from application import app

client = app.test_client()
assert '<h1>Good day, everybody!</h1>' in client.get('/greet/').text
assert '<h1>Good day Ada!</h1>' in client.get('/greet/Ada').text
assert '<h1>Good day &lt;b&gt;!</h1>' in client.get('/greet/<b>').text
"""


@pytest.mark.parametrize("where", ["module", "package"])
def test_templates_lie_beside_the_module_or_in_the_package(tmp_path, where):
    if where == "module":
        files = {"application.py": APPLICATION, "templates/greet.html": PAGE}
    else:
        files = {
            "application/__init__.py": APPLICATION,
            "application/templates/greet.html": PAGE,
        }
    check(tmp_path, files, ASK)


def test_templates_inherit_and_know_request_session_and_g(tmp_path):
    files = {
        "templates/base.html": (
            "<nav>{{ request.path }}</nav>{% block body %}{% endblock %}"
        ),
        "templates/page.html": (
            "{% extends 'base.html' %}{% block body %}"
            "{{ session.user }} {{ g.count }} {{ get_flashed_messages()|join(',') }}"
            "{% endblock %}"
        ),
    }
    program = """
from flask import Flask, flash, g, render_template, session

app = Flask(__name__)
app.secret_key = 'not a secret'


@app.route('/page')
def page():
    session['user'] = 'ada'
    g.count = 3
    flash('saved')
    flash('sent')
    return render_template('page.html')


assert app.test_client().get('/page').text == '<nav>/page</nav>ada 3 saved,sent'
"""
    check(tmp_path, files, program)


def test_which_templates_are_escaped(tmp_path):
    endings = ["html", "htm", "xml", "xhtml", "txt"]
    files = {f"templates/page.{ending}": "{{ text }}" for ending in endings}
    program = """
from flask import Flask, render_template, render_template_string
from markupsafe import Markup

app = Flask(__name__)
with app.app_context():
    for ending in ('html', 'htm', 'xml', 'xhtml'):
        assert render_template('page.' + ending, text='<i>') == '&lt;i&gt;'
    assert render_template('page.txt', text='<i>') == '<i>'
    assert render_template('page.html', text=Markup('<i>')) == '<i>'
    assert render_template_string('{{ text|safe }}', text='<i>') == '<i>'
"""
    check(tmp_path, files, program)


def test_markup_is_still_imported_from_flask(tmp_path):
    """It left Flask with 2.4; programs of its time have it, and are told."""
    program = """
from flask import Markup

print(repr(Markup('<em>For %s</em>') % '<i>all</i>'))
print(repr(Markup.escape('<i>all</i>')))
print(repr(Markup('<em>One</em> &raquo; two').striptags()))
"""
    quiet = "import warnings\nwarnings.simplefilter('ignore')\n"
    output = check(tmp_path, {}, quiet + program)
    assert output.splitlines() == [
        "Markup('<em>For &lt;i&gt;all&lt;/i&gt;</em>')",
        "Markup('&lt;i&gt;all&lt;/i&gt;')",
        "'One \xbb two'",
    ]


def test_the_import_of_markup_is_warned_of(tmp_path):
    program = """
import warnings

with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter('always')
    from flask import Markup
(warning,) = caught
assert issubclass(warning.category, DeprecationWarning)
assert 'markupsafe' in str(warning.message)
"""
    check(tmp_path, {}, program)
