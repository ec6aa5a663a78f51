"""Flask-Redis: a client on the app, here with a class that keeps values itself."""

from answers import say, show
from flask import Flask
from flask_redis import FlaskRedis


class Kept(dict):
    @classmethod
    def from_url(cls, url, **kwargs):
        say("url", url)
        return cls()


app = Flask(__name__)
app.config["REDIS_URL"] = "redis://127.0.0.1:1/0"
store = FlaskRedis.from_custom_provider(Kept, app)


@app.get("/")
def index():
    store["visits"] = store["visits"] + 1 if "visits" in store._redis_client else 1
    return str(store["visits"])


client = app.test_client()
show("first", client.get("/"))
show("second", client.get("/"))
say("extensions", sorted(app.extensions))
