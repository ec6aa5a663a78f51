"""Documents are held against the specification of Swagger 2.0."""

import pytest

from kolben.rest.rest_error import SpecsError
from kolben.rest.schemas import OAS_20, SchemaValidationError, validate

GOOD = {"swagger": "2.0", "info": {"title": "A", "version": "1"}, "paths": {}}


def test_a_document_that_keeps_to_it_is_true():
    assert validate(GOOD) is True
    assert "paths" in OAS_20["required"]


def test_what_is_wrong_is_told_with_its_place():
    with pytest.raises(SchemaValidationError) as raised:
        validate(GOOD | {"info": {"title": 5}})
    assert "$.info.title: 5 is not of type 'string'" in str(raised.value)
    assert len(raised.value.errors) == 2


@pytest.mark.parametrize("document", [{}, {"swagger": "1.2"}])
def test_a_document_of_an_unknown_version_is_refused(document):
    with pytest.raises(SpecsError):
        validate(document)
