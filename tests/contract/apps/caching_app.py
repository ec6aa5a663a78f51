"""Flask-Caching: a cached view, its Response class, memoized functions, fragments."""

from answers import say, show
from flask import Flask, jsonify, render_template_string, request
from flask_caching import Cache, CachedResponse

app = Flask(__name__)
app.config["CACHE_TYPE"] = "SimpleCache"
cache = Cache(app)
calls = []


@app.get("/view")
@cache.cached(timeout=60, query_string=True)
def view():
    calls.append(request.full_path)
    return jsonify(len(calls))


@app.get("/response")
@cache.cached(timeout=60)
def response():
    calls.append("response")
    return CachedResponse(app.make_response("kept"), timeout=30)


@cache.memoize(60)
def double(n):
    calls.append(n)
    return n * 2


@app.get("/double/<int:n>")
def doubled(n):
    return {"n": double(n)}


@app.get("/fragment")
def fragment():
    return render_template_string(
        "{% cache 60, 'part' %}{{ count() }}{% endcache %}", count=lambda: len(calls)
    )


client = app.test_client()
for path in ("/view?a=1", "/view?a=1", "/view?a=2", "/response", "/response"):
    show(path, client.get(path))
for path in ("/double/2", "/double/2", "/double/3", "/fragment", "/fragment"):
    show(path, client.get(path))
say("calls", calls)
with app.app_context():
    cache.delete_memoized(double, 2)
client.get("/double/2")
say("calls", calls)
say("late hooks", len(app.after_request_funcs.get(None, [])))
