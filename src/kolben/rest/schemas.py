"""Whether a Swagger 2.0 document keeps to its specification; for tests.

Needs `openapi-spec-validator`, which has the specification as JSON schema.
"""

from __future__ import annotations

import importlib
import typing as t
from collections.abc import Iterator, Mapping

from .rest_error import SpecsError, ValidationError


class SchemaValidationError(ValidationError):
    """A document that does not; `errors` are those of jsonschema."""

    def __init__(self, msg: str, errors: t.Sequence[t.Any] = ()) -> None:
        super().__init__(msg)
        self.errors = errors

    def __str__(self) -> str:
        lines = [self.msg]
        for error in sorted(self.errors, key=lambda each: each.json_path):
            lines.append(f"- {error.json_path}: {error.message}")
        return "\n".join(lines)


class LazySchema(Mapping[str, t.Any]):
    """The JSON schema `name` of openapi-spec-validator, loaded when it is looked at."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._schema: Mapping[str, t.Any] | None = None

    def _load(self) -> Mapping[str, t.Any]:
        if self._schema is None:
            try:
                package = importlib.import_module("openapi_spec_validator.schemas")
            except ImportError as error:
                raise ImportError(
                    "Validation of documents needs a library. Install it with:"
                    " pip install openapi-spec-validator"
                ) from error
            self._schema = dict(getattr(package, self.name))
        return self._schema

    def __getitem__(self, key: str) -> t.Any:
        return self._load()[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._load())

    def __len__(self) -> int:
        return len(self._load())

    @property
    def validator(self) -> t.Any:
        """A validator of jsonschema for documents."""
        schema = self._load()
        return importlib.import_module("jsonschema").Draft4Validator(schema)


OAS_20 = LazySchema("schema_v2")
#: The schemas by the version that a document names.
VERSIONS = {"2.0": OAS_20}


def validate(data: Mapping[str, t.Any]) -> bool:
    """True for a document that keeps to its specification.

    Raises SchemaValidationError for one that does not, and SpecsError where it names
    no version that is known.
    """
    version = data.get("swagger")
    if version is None:
        raise SpecsError("The document has no 'swagger': its version is not known.")
    if version not in VERSIONS:
        raise SpecsError(
            f"The document has the version {version!r}; known: {', '.join(VERSIONS)}."
        )
    errors = list(VERSIONS[version].validator.iter_errors(data))
    if errors:
        raise SchemaValidationError(f"This is no Swagger {version} document.", errors)
    return True
