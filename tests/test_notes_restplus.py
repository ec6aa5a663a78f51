"""The notes' chapter on Flask-RESTPlus: each program as it is written there."""

from __future__ import annotations

import pytest
from notes_runner import check

pytestmark = pytest.mark.slow

# What the chapter's programs and the checks below share.
USERS = """\
from flask import Flask
from flask_restplus import Resource, Api

app = Flask(__name__)
api = Api(app, prefix="/v1", title="Users", description="Users CURD api.")

@api.route('/users')
class UserApi(Resource):
    def get(self):
        return {'user': '1'}

if __name__ == '__main__':
    app.run()
"""

HELLO = """\
from flask import Flask
from flask_restplus import Resource, Api

app = Flask(__name__)                  # Create a Flask WSGI application
api = Api(app)                         # Create a Flask-RESTPlus API

@api.route('/hello')                   # Create a URL route to this resource
class HelloWorld(Resource):            # Create a RESTful resource
    def get(self):                     # Create GET endpoint
        return {'hello': 'world'}

if __name__ == '__main__':
    app.run(debug=True)                # Start a development server
"""

BLUEPRINT = """\
from flask import Blueprint
from flask_restplus import Api

api_blueprint = Blueprint("open_api", __name__, url_prefix="/api")
api = Api(api_blueprint, version="1.0",
          prefix="/v1", title="OpenApi", description="The Open Api Service")
"""

FACTORY = """\
from flask import Flask
from register import register_api


def create_app():
    app = Flask("Flask-Web-Demo")

    # register api namespace
    register_api()

    # register blueprint
    from apis import api_blueprint
    app.register_blueprint(api_blueprint)

    return app
"""

# The notes leave out what register_api() does: to add the namespaces.
REGISTER = """\
from flask_restplus import Namespace, Resource, fields

ns = Namespace('client', description='Clients')
client = ns.model('Client', {'name': fields.String(required=True)})


@ns.route('/register')
class Register(Resource):
    @ns.expect(client, validate=True)
    @ns.marshal_with(client, code=201)
    def post(self):
        from apis import api
        return api.payload, 201


def register_api():
    from apis import api
    api.add_namespace(ns)
"""


def test_users_behind_a_prefix(tmp_path):
    program = """
from users import app

client = app.test_client()
answer = client.get('/v1/users')
assert answer.status_code == 200
assert answer.json == {'user': '1'}
assert answer.headers['Content-Type'] == 'application/json'
assert client.get('/users').status_code == 404
refused = client.post('/v1/users')
assert refused.status_code == 405 and 'message' in refused.json

swagger = client.get('/v1/swagger.json').json
assert swagger['swagger'] == '2.0'
assert swagger['basePath'] == '/v1'
assert swagger['info'] == {
    'title': 'Users', 'version': '1.0', 'description': 'Users CURD api.'}
assert list(swagger['paths']) == ['/users']

openapi = client.get('/v1/openapi.json').json
assert openapi['openapi'].startswith('3.1')
assert openapi['info']['title'] == 'Users'
assert list(openapi['paths']) == ['/v1/users']

page = client.get('/')
assert page.status_code == 200 and page.mimetype == 'text/html'
assert 'Users' in page.text
"""
    check(tmp_path, {"users.py": USERS}, program)


def test_hello_world_and_its_page(tmp_path):
    program = """
from hello import app

client = app.test_client()
assert client.get('/hello').json == {'hello': 'world'}
assert client.head('/hello').status_code == 200
page = client.get('/')
assert page.status_code == 200
assert 'openapi.json' in page.text
policy = page.headers['Content-Security-Policy']
assert "default-src 'self'" in policy and 'unsafe' not in policy
for part in ('src="http', "src='http", 'href="http', '<script>'):
    assert part not in page.text, part
assert list(client.get('/swagger.json').json['paths']) == ['/hello']
assert list(client.get('/openapi.json').json['paths']) == ['/hello']
"""
    check(tmp_path, {"hello.py": HELLO}, program)


def test_hello_world_in_debug_mode_is_indented(tmp_path):
    program = r"""
from hello import app

app.debug = True
assert app.test_client().get('/hello').text == '{\n    "hello": "world"\n}\n'
"""
    check(tmp_path, {"hello.py": HELLO}, program)


def test_a_blueprint_with_an_api_in_a_factory(tmp_path):
    files = {"apis.py": BLUEPRINT, "factory.py": FACTORY, "register.py": REGISTER}
    program = """
from factory import create_app

app = create_app()
client = app.test_client()
made = client.post('/api/v1/client/register', json={'name': 'Ada', 'more': 1})
assert (made.status_code, made.json) == (201, {'name': 'Ada'})
refused = client.post('/api/v1/client/register', json={})
assert refused.status_code == 400
assert refused.json['errors'] == {'name': "'name' is a required property"}

swagger = client.get('/api/v1/swagger.json').json
assert swagger['basePath'] == '/api/v1'
assert swagger['info'] == {
    'title': 'OpenApi', 'version': '1.0', 'description': 'The Open Api Service'}
assert {tag['name'] for tag in swagger['tags']} >= {'client'}
openapi = client.get('/api/v1/openapi.json').json
assert list(openapi['paths']) == ['/api/v1/client/register']
assert client.get('/api/').mimetype == 'text/html'

assert create_app().test_client().get('/api/v1/swagger.json').status_code == 200
"""
    check(tmp_path, files, program)


def test_errors_have_the_uniform_format_of_the_notes(tmp_path):
    files = {"apis.py": BLUEPRINT, "factory.py": FACTORY, "register.py": REGISTER}
    program = """
from apis import api
from factory import create_app
from kolben.rest.errors import uniform_errors

uniform_errors(api)
client = create_app().test_client()

lost = client.get('/api/v1/client/nowhere')
assert lost.status_code == 404
assert lost.json['error_code'] == 1007
assert lost.json['request'] == 'GET /api/v1/client/nowhere'
assert set(lost.json) >= {'error_code', 'msg', 'request'}

wrong = client.post('/api/v1/client/register?secret=1', json={})
assert wrong.status_code == 400
assert wrong.json['error_code'] == 1000
assert wrong.json['request'] == 'POST /api/v1/client/register'
assert client.get('/api/v1/client/register').json['error_code'] == 1008
"""
    check(tmp_path, files, program)
