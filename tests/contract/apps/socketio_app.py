"""Flask-SocketIO: events with the app's session and contexts; it wraps wsgi_app."""

from answers import say, show
from flask import Flask, current_app, request, session
from flask_socketio import SocketIO, emit, join_room, send

app = Flask(__name__)
app.secret_key = "contract"
socketio = SocketIO(app, async_mode="threading")


@app.get("/login/<name>")
def login(name):
    session["name"] = name
    return name


@app.get("/whoami")
def whoami():
    return session.get("name", "nobody")


@socketio.on("connect")
def connect():
    send(f"welcome {session.get('name')}")


@socketio.on("set")
def set_name(name):
    session["name"] = name
    join_room("all")
    emit("named", {"name": name, "path": request.path}, to="all")


@socketio.on("get")
def get_name():
    return [session["name"], current_app.name, request.event["message"]]


@socketio.on_error()
def failed(error):
    emit("failed", str(error))


@socketio.on("fail")
def fail():
    raise ValueError("no")


http = app.test_client()
show("login", http.get("/login/ada"))
client = socketio.test_client(app, flask_test_client=http)
say("connected", client.is_connected())
say("received", [(m["name"], m["args"]) for m in client.get_received()])
client.emit("set", "eve")
say("received", [(m["name"], m["args"]) for m in client.get_received()])
say("answer", client.emit("get", callback=True))
client.emit("fail")
say("received", [(m["name"], m["args"]) for m in client.get_received()])
show("session kept apart", http.get("/whoami"))
client.disconnect()
say("connected", client.is_connected())
