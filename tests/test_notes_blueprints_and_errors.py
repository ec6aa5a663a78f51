"""Blueprints, status codes, JSON answers, cookies, uniform errors and logging."""

from __future__ import annotations

import json

import pytest
from notes_runner import check, run, write_files

pytestmark = pytest.mark.slow


def test_a_blueprint_of_pages_that_are_templates(tmp_path):
    files = {
        "templates/sheets/index.html": "the index",
        "templates/sheets/about.html": "about us",
        "sheets.py": """\
from flask import Blueprint, render_template, abort
from jinja2 import TemplateNotFound

sheets = Blueprint('sheets', __name__,
                   template_folder='templates')


@sheets.route('/', defaults={'sheet': 'index'})
@sheets.route('/<sheet>')
def show(sheet):
    try:
        return render_template('sheets/%s.html' % sheet)
    except TemplateNotFound:
        abort(404)
""",
    }
    program = """
import os

from flask import Flask
from sheets import sheets

app = Flask(__name__, template_folder='none')
app.register_blueprint(sheets)
app.register_blueprint(sheets, url_prefix='/again', name='again')

client = app.test_client()
assert client.get('/').text == 'the index'
assert client.get('/about').text == 'about us'
assert client.get('/missing').status_code == 404
assert client.get('/again/about').text == 'about us'
assert client.get('/index').status_code == 308, 'the default has a shorter URL'
assert sheets.root_path == os.getcwd()
"""
    check(tmp_path, files, program)


def test_a_blueprint_is_a_package_of_views_and_errors(tmp_path):
    files = {
        "site_/__init__.py": """\
from flask import Flask


def create_app():
    app = Flask(__name__)
    from .main import main as main_blueprint
    app.register_blueprint(main_blueprint)
    return app
""",
        "site_/models.py": "class Permission:\n    READ = 1\n",
        "site_/main/__init__.py": """\
from flask import Blueprint

main = Blueprint('main', __name__)

from . import views, errors
from ..models import Permission


@main.app_context_processor
def inject_permissions():
    return dict(Permission=Permission)
""",
        "site_/main/views.py": """\
from flask import render_template_string

from . import main


@main.route('/')
def index():
    return render_template_string('may read: {{ Permission.READ }}')
""",
        "site_/main/errors.py": """\
from . import main


@main.app_errorhandler(404)
def page_not_found(e):
    return 'no such page', 404
""",
    }
    program = """
from site_ import create_app
from site_.main import main

client = create_app().test_client()
assert client.get('/').text == 'may read: 1'
answer = client.get('/missing')
assert (answer.status_code, answer.text) == (404, 'no such page')
assert main.root_path.endswith('main')
"""
    check(tmp_path, files, program)


BACK_END = """\
# -*- coding: utf-8 -*-
from flask import Blueprint


back = Blueprint('back', __name__)


@back.route('/enter/')
def back_enter():
    return 'enter'


@back.route('/sheet/')
def back_sheets():
    pass


@back.route('/sheet/new/')
def new_sheet():
    pass
"""
FRONT = """\
# -*- coding: utf-8 -*-
from flask import Flask, render_template, request

PAGES_AUTO_RELOAD = True
PAGES_EXTENSION = '.md'


app = Flask(__name__)
app.config.from_object(__name__)


@app.route('/')
def index():
    return "front"


@app.route('/list/<string:tag>/')
def sheet_list(tag):
    pass


from back_end import back
app.register_blueprint(back, url_prefix='/back')

if __name__ == '__main__':
    app.run()
"""


def test_front_and_back_end_in_files_of_their_own(tmp_path):
    program = """
import logging

from flask import url_for
from front import app

logging.disable()
client = app.test_client()
assert client.get('/').text == 'front'
assert client.get('/back/enter/').text == 'enter'
assert client.get('/back/enter').status_code == 308
assert client.get('/enter/').status_code == 404
assert app.config['PAGES_EXTENSION'] == '.md'
with app.test_request_context():
    assert url_for('back.new_sheet') == '/back/sheet/new/'
# Views that are still empty are found, and say what they lack.
for path in '/list/news/', '/back/sheet/', '/back/sheet/new/':
    assert client.get(path).status_code == 500
app.testing = True
try:
    client.get('/back/sheet/')
except TypeError as error:
    assert 'back.back_sheets' in str(error)
    assert 'return' in str(error)
else:
    raise AssertionError
"""
    check(tmp_path, {"front.py": FRONT, "back_end.py": BACK_END}, program)


def test_routes_of_the_back_end_are_listed_by_the_command(tmp_path):
    write_files(tmp_path, {"front.py": FRONT, "back_end.py": BACK_END})
    done = run(tmp_path, "-m", "kolben", "--app", "front", "routes")
    assert done.returncode == 0, done.stderr
    assert "back.new_sheet" in done.stdout
    assert "/back/sheet/new/" in done.stdout


def test_the_same_blueprint_twice_and_on_a_subdomain(tmp_path):
    program = """
from flask import Blueprint, Flask, request

part = Blueprint('part', __name__)


@part.route('/')
def index():
    return request.endpoint


app = Flask(__name__, subdomain_matching=True)
app.config['SERVER_NAME'] = 'example.org'
app.register_blueprint(part, url_prefix='/one')
app.register_blueprint(part, url_prefix='/two', name='second')
app.register_blueprint(part, subdomain='three', name='third')

client = app.test_client()
assert client.get('/one/').text == 'part.index'
assert client.get('/two/').text == 'second.index'
assert client.get('/', base_url='http://three.example.org').text == 'third.index'
"""
    check(tmp_path, {}, program)


# Answers ----------------------------------------------------------------------------


def test_abort_with_each_error_code_and_a_page_of_ones_own(tmp_path):
    program = """
from flask import Flask, abort

app = Flask(__name__)


@app.route('/stop/<int:code>')
def stop(code):
    abort(code)


@app.errorhandler(404)
def not_here(error):
    return 'a page of our own', 404


client = app.test_client()
for code in 400, 401, 403, 405, 408, 409, 415, 500, 501, 502, 503, 504, 505:
    assert client.get('/stop/%d' % code).status_code == code
answer = client.get('/stop/404')
assert (answer.status_code, answer.text) == (404, 'a page of our own')
assert client.get('/nowhere').text == 'a page of our own'
with app.app_context():
    for code in 100, 200, 201, 302:
        try:
            abort(code)
        except LookupError:
            continue
        raise AssertionError(code)
"""
    check(tmp_path, {}, program)


def test_each_status_code_can_be_returned(tmp_path):
    program = """
from flask import Flask

app = Flask(__name__)


@app.route('/<int:code>')
def answer(code):
    return 'x', code


client = app.test_client()
for code in 200, 201, 202, 203, 301, 302, 400, 401, 403, 404, 500, 502, 505:
    assert client.get('/%d' % code).status_code == code
"""
    check(tmp_path, {}, program)


def test_json_of_a_dict_of_keywords_and_with_a_status(tmp_path):
    program = """
from flask import Flask, jsonify

app = Flask(__name__)


@app.route("/wrong")
def wrong():
    return jsonify(message='Wrong!'), 500


@app.route("/dict")
def from_dict():
    person = {"name": "Ada Byron", "born": 1815}
    return jsonify(person)


@app.route("/keywords")
def from_keywords():
    return jsonify(name="Ada Byron", born=1815)


client = app.test_client()
answer = client.get('/wrong')
assert (answer.status_code, answer.json) == (500, {'message': 'Wrong!'})
for path in '/dict', '/keywords':
    answer = client.get(path)
    assert answer.content_type == 'application/json'
    assert answer.data == b'{"born":1815,"name":"Ada Byron"}\\n'
"""
    check(tmp_path, {}, program)


def test_content_types_and_the_parts_of_a_response(tmp_path):
    program = """
from flask import Flask, Response, make_response
from werkzeug.datastructures import Headers

app = Flask(__name__)


@app.route('/<path:mimetype>')
def typed(mimetype):
    response = make_response('<x/>')
    assert isinstance(response, Response)
    assert isinstance(response.headers, Headers)
    assert (response.status, response.status_code) == ('200 OK', 200)
    response.mimetype = mimetype
    response.status_code = 203
    response.headers['X-Own'] = 'yes'
    return response


client = app.test_client()
for mimetype in 'text/plain', 'text/html', 'application/xml', 'image/png':
    answer = client.get('/' + mimetype)
    assert answer.mimetype == mimetype
    assert answer.status == '203 NON AUTHORITATIVE INFORMATION'
    assert answer.headers['x-own'] == 'yes'
"""
    check(tmp_path, {}, program)


def test_a_cookie_is_set_on_a_response_and_comes_back(tmp_path):
    program = """
from flask import Flask, make_response, request

app = Flask(__name__)


@app.route('/set/<name>')
def keep(name):
    response = make_response('kept')
    response.set_cookie('name', name)
    return response


@app.route('/')
def show():
    return request.cookies.get('name', 'nobody')


client = app.test_client()
assert client.get('/').text == 'nobody'
assert client.get('/set/ada').headers['Set-Cookie'] == 'name=ada; Path=/'
assert client.get('/').text == 'ada'
"""
    check(tmp_path, {}, program)


def test_login_by_form_and_session(tmp_path):
    program = """
from flask import Flask, redirect, request, session, url_for

app = Flask(__name__)
app.secret_key = b'only for a test'


@app.route('/')
def index():
    if 'name' in session:
        return 'here is ' + session['name']
    return redirect(url_for('enter'))


@app.route('/enter', methods=['GET', 'POST'])
def enter():
    if request.method == 'POST':
        session['name'] = request.form['name']
        return redirect(url_for('index'))
    return '<form method=post><input name=name></form>'


@app.route('/leave')
def leave():
    session.pop('name', None)
    return redirect(url_for('index'))


client = app.test_client()
assert client.get('/').location == '/enter'
assert client.post('/enter').status_code == 400
answer = client.post('/enter', data={'name': 'ada'}, follow_redirects=True)
assert answer.text == 'here is ada'
assert client.get('/leave').location == '/'
assert client.get('/').location == '/enter'
"""
    check(tmp_path, {}, program)


API_ERRORS = """\
from flask import Flask, json, request
from werkzeug.exceptions import HTTPException


class APIError(HTTPException):
    code = 500
    error_code = 999
    msg = 'sorry, that is our fault'

    def get_body(self, environ=None, scope=None):
        return json.dumps(dict(
            msg=self.msg,
            error_code=self.error_code,
            request=request.method + ' ' + request.path,
        ))

    def get_headers(self, environ=None, scope=None):
        return [('Content-Type', 'application/json')]


class BadParameter(APIError):
    code = 400
    error_code = 1000
    msg = 'a parameter is wrong'


app = Flask(__name__)


@app.route('/v1/member', methods=['POST'])
def register():
    if 'name' not in request.form:
        raise BadParameter()
    if request.form['name'] == 'broken':
        raise KeyError('a mistake of ours')
    return {'error_code': 0}, 201


@app.errorhandler(Exception)
def any_error(error):
    if isinstance(error, APIError):
        return error
    made = APIError()
    if isinstance(error, HTTPException):
        made.code, made.msg = error.code, error.description
        made.error_code = 1007
    return made
"""


def test_every_error_of_an_api_has_one_form(tmp_path):
    program = """
import json

from api import app

client = app.test_client()
for method, path, data in [
    ('POST', '/v1/member', {'name': 'ada'}),
    ('POST', '/v1/member', {}),
    ('POST', '/v1/member', {'name': 'broken'}),
    ('POST', '/v1/nothing', {}),
]:
    answer = client.open(path, method=method, data=data)
    assert answer.content_type == 'application/json'
    print(json.dumps([answer.status_code, answer.json]))
"""
    lines = check(tmp_path, {"api.py": API_ERRORS}, program).splitlines()
    answers = [json.loads(line) for line in lines]
    register = "POST /v1/member"
    assert answers[0] == [201, {"error_code": 0}]
    assert answers[1] == [
        400,
        {"error_code": 1000, "msg": "a parameter is wrong", "request": register},
    ]
    assert answers[2] == [
        500,
        {"error_code": 999, "msg": "sorry, that is our fault", "request": register},
    ]
    assert answers[3][0] == 404
    assert answers[3][1]["error_code"] == 1007
    assert answers[3][1]["request"] == "POST /v1/nothing"


def test_loggers_of_the_app_and_of_a_module(tmp_path):
    program = """
import logging
import sys

logging.basicConfig(level=logging.INFO, stream=sys.stdout,
                    format='%(name)s - %(levelname)s - %(message)s')
logger = logging.getLogger(__name__)

from flask import Flask

app = Flask('shop')
logger.info("begin")
logger.debug("not shown")
app.logger.warning("something may fail")
app.logger.info("end")
"""
    assert check(tmp_path, {}, program).splitlines() == [
        "__main__ - INFO - begin",
        "shop - WARNING - something may fail",
        "shop - INFO - end",
    ]


def test_names_that_left_flask_since_are_absent_or_warn(tmp_path):
    program = """
import warnings

import flask

with warnings.catch_warnings():
    warnings.simplefilter('error')
    for name in 'Markup', 'escape', '__version__':
        try:
            getattr(flask, name)
        except DeprecationWarning:
            continue
        raise AssertionError(name)
warnings.simplefilter('ignore')
assert flask.escape('<') == '&lt;'
assert flask.__version__.startswith('3.')
"""
    check(tmp_path, {}, program)
