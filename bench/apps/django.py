"""Django: configured in this process, only the middleware a case needs."""

from types import ModuleType

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.test.utils import override_settings
from django.urls import path
from django.views.static import serve

from apps import content

if not settings.configured:
    settings.configure(
        DEBUG=False,
        ROOT_URLCONF="",  # each Site sets its own
        ALLOWED_HOSTS=["*"],
        SECRET_KEY=content.SECRET,
        MIDDLEWARE=[],
        SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies",
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.jinja2.Jinja2",
                "DIRS": [content.TEMPLATES],
            }
        ],
    )
    django.setup()


class Site(WSGIHandler):
    """A handler with a URL table of its own: settings are one per process."""

    def __init__(self, patterns, middleware=()):
        self.urls = ModuleType("bench_urls")
        self.urls.urlpatterns = patterns
        with override_settings(MIDDLEWARE=list(middleware)):
            super().__init__()

    def resolve_request(self, request):
        request.urlconf = self.urls
        return super().resolve_request(request)


def plain(request):
    return HttpResponse(content.TEXT)


def record(request):
    return JsonResponse(content.RECORD)


def post(request, username, post_id):
    return HttpResponse(f"{username}:{post_id}")


def args(request):
    return JsonResponse(
        {"q": request.GET["q"], "page": int(request.GET.get("page", 1))}
    )


def table(request):
    return render(request, "table.html", {"title": "Stock", "rows": content.ROWS})


def main_app():
    return Site(
        [
            path("plain", plain),
            path("json", record),
            path("user/<str:username>/post/<int:post_id>", post),
            path("args", args),
            path("table", table),
            path("static/<path:path>", serve, {"document_root": content.STATIC}),
        ]
    )


def visit(request):
    count = request.session.get("count", 0) + 1
    request.session["count"] = count
    return HttpResponse(str(count))


def visits(request):
    return HttpResponse(str(request.session.get("count", 0)))


def session_app():
    return Site(
        [path("visit", visit), path("visits", visits)],
        ["django.contrib.sessions.middleware.SessionMiddleware"],
    )


def routes_app(count: int):
    def view(number: int):
        def item(request, item_id):
            return HttpResponse(f"{number}:{item_id}")

        return item

    return Site(
        [
            path(f"shop{number}/item/<int:item_id>", view(number))
            for number in range(count)
        ]
    )


def report(get_response):
    def middleware(request):
        request.steps = 1
        response = get_response(request)
        response["X-Steps"] = str(request.steps + 1)
        return response

    return middleware


def count(get_response):
    def middleware(request):
        request.steps += 1
        response = get_response(request)
        request.steps += 1
        return response

    return middleware


def hooks_app():
    return Site(
        [path("outer/inner/page", plain)],
        [f"{__name__}.report", *[f"{__name__}.count"] * 4],
    )
