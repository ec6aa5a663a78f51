"""Flask-APScheduler: jobs from config, its REST interface, an app for the jobs."""

import threading

from answers import say, show
from flask import Flask, current_app
from flask_apscheduler import APScheduler

ran = threading.Event()
names = []


def job():
    with scheduler.app.app_context():
        names.append(current_app.name)
    ran.set()


app = Flask(__name__)
app.config["SCHEDULER_API_ENABLED"] = True
app.config["JOBS"] = [
    {"id": "later", "func": job, "trigger": "date", "run_date": "2999-01-01"}
]
scheduler = APScheduler()
scheduler.init_app(app)
scheduler.start()
scheduler.add_job("now", job)
say("ran", ran.wait(10))
say("names", names)
client = app.test_client()
show("jobs", client.get("/scheduler/jobs"))
show("absent", client.get("/scheduler/jobs/none"))
scheduler.shutdown()
