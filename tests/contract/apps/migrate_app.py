"""Flask-Migrate: its commands, on a database in a file."""

import os
import tempfile

from answers import say
from flask import Flask
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import inspect
from sqlalchemy.orm import Mapped, mapped_column

folder = tempfile.TemporaryDirectory()
os.chdir(folder.name)
app = Flask(__name__, root_path=folder.name)
app.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{folder.name}/notes.db"
db = SQLAlchemy(app)
Migrate(app, db)


class Note(db.Model):
    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]


runner = app.test_cli_runner()
for command in (["init"], ["migrate", "-m", "notes"], ["upgrade"]):
    result = runner.invoke(args=["db", *command])
    say(" ".join(command), result.exit_code)
    if result.exception:
        say("error", repr(result.exception))
with app.app_context():
    say("tables", sorted(inspect(db.engine).get_table_names()))
say("help", runner.invoke(args=["db", "--help"]).exit_code)
folder.cleanup()
