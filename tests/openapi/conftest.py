import pytest

from .shop import make_app


@pytest.fixture
def shop():
    return make_app()


@pytest.fixture
def document(shop):
    return shop.test_client().get("/openapi.json").json
