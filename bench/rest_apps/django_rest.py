"""Django REST framework: serializers and function views."""

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import path

from rest_apps import content

INTERFACE = "wsgi"
urlpatterns = []


def main_app():
    settings.configure(
        ALLOWED_HOSTS=["*"],
        LOGGING_CONFIG=None,
        INSTALLED_APPS=["rest_framework"],
        ROOT_URLCONF=__name__,
        SECRET_KEY="only for the benchmark, never for a site",
        REST_FRAMEWORK={
            "DEFAULT_AUTHENTICATION_CLASSES": [],
            "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
            "DEFAULT_PERMISSION_CLASSES": [],
            "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
            "UNAUTHENTICATED_USER": None,
        },
    )
    django.setup()
    # Only now: these modules read the settings.
    from rest_framework import serializers
    from rest_framework.decorators import api_view
    from rest_framework.response import Response

    class NewItem(serializers.Serializer):
        name = serializers.CharField(min_length=1, max_length=100)
        price = serializers.FloatField(min_value=0.01)
        count = serializers.IntegerField(min_value=0, max_value=content.MOST)

    class Item(serializers.Serializer):
        id = serializers.IntegerField()
        name = serializers.CharField()
        price = serializers.FloatField()
        count = serializers.IntegerField()
        available = serializers.BooleanField()
        category = serializers.CharField()

    class Query(serializers.Serializer):
        q = serializers.CharField()
        page = serializers.IntegerField(min_value=1, default=1)
        size = serializers.IntegerField(min_value=1, max_value=100, default=20)
        available = serializers.BooleanField(default=False)

    @api_view(["GET", "POST"])
    def items(request):
        if request.method == "GET":
            return Response(Item(content.ITEMS, many=True).data)
        item = NewItem(data=request.data)
        item.is_valid(raise_exception=True)
        return Response(item.data)

    @api_view(["GET"])
    def search(request):
        query = Query(data=request.query_params)
        query.is_valid(raise_exception=True)
        return Response(query.validated_data)

    urlpatterns[:] = [path("items", items), path("search", search)]
    return get_wsgi_application()
