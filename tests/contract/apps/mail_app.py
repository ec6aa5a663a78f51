"""Flask-Mail and Flask-Mailman: messages recorded instead of sent."""

from answers import say, show
from flask import Flask
from flask_mail import Mail, Message
from flask_mailman import EmailMessage
from flask_mailman import Mail as Mailman

app = Flask(__name__)
app.config.update(
    TESTING=True, MAIL_DEFAULT_SENDER="site@example.org", MAIL_BACKEND="locmem"
)
mail = Mail(app)
other = Flask("other")
other.config.update(TESTING=True, MAIL_BACKEND="locmem")
mailman = Mailman(other)


@app.get("/send")
def send():
    mail.send(Message("hello", recipients=["ada@example.org"], body="text"))
    return "sent"


@other.get("/send")
def send_other():
    EmailMessage("subject", "body", "a@example.org", ["b@example.org"]).send()
    return "sent"


with mail.record_messages() as outbox:
    show("mail", app.test_client().get("/send"))
    say("outbox", [(m.subject, m.recipients, m.sender) for m in outbox])
show("mailman", other.test_client().get("/send"))
say("outbox", [(m.subject, m.to) for m in mailman.outbox])
