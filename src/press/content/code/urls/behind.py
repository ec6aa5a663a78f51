"""The same app below a prefix, as a proxy would hand it on."""

# region: proxy
from app import app
from werkzeug.middleware.proxy_fix import ProxyFix

# One proxy stands in front, and it sets these headers itself.
app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=1, x_prefix=1)
# endregion
