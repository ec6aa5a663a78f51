"""Code written for Flask runs on Kolben: call `install()` before it imports flask.

`python -m kolben.compat app.py` does so for a script, and every `kolben` command
for the app it loads. The packages that can be stood in for are tables of names in
modules of this package; nothing here has behaviour of its own.
"""

from .finder import install as install
from .finder import uninstall as uninstall
