"""Kolben: a web framework with Flask's API and a compiled request path."""

from . import json as json
from .app import Kolben as Kolben
from .blueprints import Blueprint as Blueprint
from .config import Config as Config
from .context import after_this_request as after_this_request
from .context import copy_current_request_context as copy_current_request_context
from .context import has_app_context as has_app_context
from .context import has_request_context as has_request_context
from .flashing import flash as flash
from .flashing import get_flashed_messages as get_flashed_messages
from .globals import current_app as current_app
from .globals import g as g
from .globals import session as session
from .json import jsonify as jsonify
from .request import Request as Request
from .response import Response as Response
from .response import abort as abort
from .response import make_response as make_response
from .response import redirect as redirect
from .signals import appcontext_popped as appcontext_popped
from .signals import appcontext_pushed as appcontext_pushed
from .signals import appcontext_tearing_down as appcontext_tearing_down
from .signals import before_render_template as before_render_template
from .signals import got_request_exception as got_request_exception
from .signals import message_flashed as message_flashed
from .signals import request_finished as request_finished
from .signals import request_started as request_started
from .signals import request_tearing_down as request_tearing_down
from .signals import template_rendered as template_rendered
from .static import send_file as send_file
from .static import send_from_directory as send_from_directory
from .streaming import stream_with_context as stream_with_context
from .templating import get_template_attribute as get_template_attribute
from .templating import render_template as render_template
from .templating import render_template_string as render_template_string
from .templating import stream_template as stream_template
from .templating import stream_template_string as stream_template_string
from .urls import url_for as url_for

# isort: split
# After `.request`: importing that module sets the package's attribute `request`.
from .globals import request as request

#: Flask's name for the same class.
Flask = Kolben
