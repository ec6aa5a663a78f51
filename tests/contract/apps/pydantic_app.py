"""Flask-Pydantic: query and body by annotation."""

from answers import show
from flask import Flask
from flask_pydantic import validate
from pydantic import BaseModel

app = Flask(__name__)


class Query(BaseModel):
    age: int


class Body(BaseModel):
    name: str
    nick: str = "none"


@app.post("/")
@validate()
def make(query: Query, body: Body):
    return Body(name=f"{body.name} {query.age}"), 201


client = app.test_client()
show("made", client.post("/?age=20", json={"name": "ada"}))
show("invalid", client.post("/?age=x", json={}))
show("not json", client.post("/?age=1", data="x"))
