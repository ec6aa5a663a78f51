"""Flask-Admin: views of its own, a model's list and form, a blueprint per host."""

from answers import say, show
from flask import Flask
from flask_admin import Admin, AdminIndexView, BaseView, expose
from flask_admin.contrib.sqla import ModelView
from flask_babel import Babel
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.orm import Mapped, mapped_column

app = Flask(__name__)
app.config.update(
    SQLALCHEMY_DATABASE_URI="sqlite://", SECRET_KEY="contract", TESTING=True
)
db = SQLAlchemy(app)
Babel(app)


class Page(db.Model):
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]


class Report(BaseView):
    @expose("/")
    def index(self):
        return self.get_url(".index") + " " + self.get_url("page.index_view")


admin = Admin(app, name="contract", index_view=AdminIndexView(url="/back"))
admin.add_view(ModelView(Page, db, endpoint="page"))
admin.add_view(Report(name="Report", endpoint="report"))
with app.app_context():
    db.create_all()

client = app.test_client()
show("index", client.get("/back/"))
show("report", client.get("/back/report/"))
show("create", client.post("/back/page/new/", data={"title": "one"}))
listed = show("list", client.get("/back/page/"), body=False)
say("listed", "one" in listed.text)
show("invalid", client.post("/back/page/new/", data={}), body=False)
show(
    "delete", client.post("/back/page/delete/", data={"id": "1", "url": "/back/page/"})
)
say("rules", sorted(rule.endpoint for rule in app.url_map.iter_rules()))

hosted = Flask("hosted", host_matching=True, static_host="static.example")
hosted.secret_key = "contract"
Babel(hosted)
Admin(hosted, host="admin.example", name="hosted")
here = hosted.test_client()
show("host", here.get("/admin/", base_url="http://admin.example"), body=False)
show("no host", here.get("/admin/", base_url="http://www.example"))
