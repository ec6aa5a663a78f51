"""Flask-Reuploaded: sets of uploads, saved and served."""

import io
import tempfile

from answers import show
from flask import Flask, request
from flask_uploads import IMAGES, UploadNotAllowed, UploadSet, configure_uploads

folder = tempfile.TemporaryDirectory()
app = Flask(__name__)
app.config.update(UPLOADED_PHOTOS_DEST=folder.name, UPLOADS_AUTOSERVE=True)
photos = UploadSet("photos", IMAGES)
configure_uploads(app, photos)


@app.post("/")
def upload():
    try:
        name = photos.save(request.files["photo"])
    except UploadNotAllowed:
        return "refused", 415
    return {"name": name, "url": photos.url(name)}


client = app.test_client()
for name in ("a.png", "a.png", "../../b.png", "c.exe"):
    show(name, client.post("/", data={"photo": (io.BytesIO(b"data"), name)}))
show("served", client.get("/_uploads/photos/a.png"))
show("absent", client.get("/_uploads/photos/z.png"))
folder.cleanup()
