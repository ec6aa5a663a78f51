"""Flask-RESTPlus and Flask-RESTX 1.3.2: `flask_restplus`, `flask_restx` give
`kolben.rest`.

`flask_restplus` always, as it runs with no Flask of today; `flask_restx` where it is
not installed.
"""

from __future__ import annotations

from .flask import of
from .package import Package

_REST = "kolben.rest"
_API = of(f"{_REST}.api", "Api SwaggerView default_id")
_ERRORS = of(f"{_REST}.rest_error", "abort RestError ValidationError SpecsError")
_HTTP = {"HTTPStatus": "http:HTTPStatus"}
_MARSHALLING = of(f"{_REST}.marshalling", "marshal marshal_with marshal_with_field")
_MASK = of(f"{_REST}.mask", "Mask MaskError ParseError")
_MODELS = of(f"{_REST}.model", "Model OrderedModel SchemaModel")
_NAMESPACE = of(f"{_REST}.namespace", "Namespace ResourceRoute")
_POSTMAN = {"PostmanCollectionV1": f"{_REST}.postman:PostmanCollectionV1"}
_RESOURCE = {"Resource": f"{_REST}.resource:Resource"}
_SWAGGER = {"Swagger": f"{_REST}.swagger:Swagger"}
_UTILS = {
    **of(f"{_REST}.old_names", "not_none not_none_sorted unpack"),
    "BaseResponse": "werkzeug.wrappers:Response",
    "camel_to_dash": f"{_REST}.fields.whole:camel_to_dash",
    "default_id": f"{_REST}.api:default_id",
    "merge": f"{_REST}.documentation:merge",
}
#: Each submodule that users import, without the name of the package.
SUBMODULES: dict[str, dict[str, str]] = {
    "__about__": {
        "__version__": f"{_REST}.old_names:restx_version",
        "__description__": f"{_REST}.old_names:description",
    },
    "_http": _HTTP,
    "api": {
        **_API,
        **_HTTP,
        **_MASK,
        **_NAMESPACE,
        **_POSTMAN,
        **_RESOURCE,
        **_SWAGGER,
        **_UTILS,
        "current_app": "kolben.globals:current_app",
        "mask_error_handler": f"{_REST}.error_routing:answer_mask_error",
        "mask_parse_error_handler": f"{_REST}.error_routing:answer_parse_error",
        "output_json": f"{_REST}.representations:output_json",
        "request": "kolben.globals:request",
        "url_for": "kolben.urls:url_for",
    },
    "apidoc": of(f"{_REST}.apidoc", "Apidoc apidoc swagger_static ui_for"),
    "cors": of(f"{_REST}.cors", "crossdomain"),
    "errors": {**_ERRORS, **_HTTP},
    "fields": {
        **of(
            f"{_REST}.fields",
            "Arbitrary Boolean ClassName Date DateTime Fixed Float FormattedString"
            " Integer List MarshallingError MinMaxMixin Nested NumberMixin Polymorph"
            " Raw String StringMixin Url Wildcard ZERO get_value"
            " is_indexable_but_not_string is_integer_indexable to_marshallable_type",
        ),
        **of(
            f"{_REST}.inputs",
            "boolean date_from_iso8601 datetime_from_iso8601 datetime_from_rfc822",
        ),
        "RestError": f"{_REST}.rest_error:RestError",
        "camel_to_dash": f"{_REST}.fields.whole:camel_to_dash",
        "marshal": f"{_REST}.marshalling:marshal",
        "not_none": f"{_REST}.old_names:not_none",
    },
    "inputs": of(
        f"{_REST}.inputs",
        "END_OF_DAY START_OF_DAY URL boolean date date_from_iso8601"
        " datetime_from_iso8601 datetime_from_rfc822 email email_regex int_range ip"
        " ipv4 ipv6 iso8601interval natural netloc_regex positive regex time_regex"
        " url",
    ),
    "marshalling": {
        **_MARSHALLING,
        "Mask": f"{_REST}.mask:Mask",
        "apply_mask": f"{_REST}.mask:apply",
        "make": f"{_REST}.marshalling:make",
        "unpack": f"{_REST}.old_names:unpack",
    },
    "mask": {
        **_MASK,
        "RestError": f"{_REST}.rest_error:RestError",
        "apply": f"{_REST}.mask:apply",
    },
    "model": {
        **_MODELS,
        **_HTTP,
        **of(f"{_REST}.model", "ModelBase RawModel instance"),
        "Mask": f"{_REST}.mask:Mask",
        "abort": f"{_REST}.rest_error:abort",
    },
    "namespace": {
        **_NAMESPACE,
        **_MODELS,
        **_HTTP,
        "RequestParser": f"{_REST}.reqparse:RequestParser",
        "abort": f"{_REST}.rest_error:abort",
        "marshal": f"{_REST}.marshalling:marshal",
        "marshal_with": f"{_REST}.marshalling:marshal_with",
        "merge": f"{_REST}.documentation:merge",
    },
    "postman": {
        **of(f"{_REST}.postman", "DEFAULT_VARS Folder Request clean"),
        **_POSTMAN,
    },
    "representations": of(f"{_REST}.representations", "output_json"),
    "reqparse": {
        **of(
            f"{_REST}.reqparse",
            "Argument FileStorage LOCATIONS MultiDict PY_TYPES ParseResult"
            " RequestParser SPLIT_CHAR SpecsError abort",
        ),
        **_HTTP,
        "Model": f"{_REST}.model:Model",
        "marshal": f"{_REST}.marshalling:marshal",
    },
    "resource": {
        **_RESOURCE,
        "BaseResponse": "werkzeug.wrappers:Response",
        "ModelBase": f"{_REST}.model:ModelBase",
        "MethodView": "kolben.views:MethodView",
        "request": "kolben.globals:request",
        "unpack": f"{_REST}.old_names:unpack",
    },
    "schemas": of(
        f"{_REST}.schemas", "LazySchema OAS_20 SchemaValidationError VERSIONS validate"
    ),
    "swagger": {**_SWAGGER, **_HTTP},
    "utils": _UTILS,
}


def _make(name: str, distribution: str, version: str, *, gives_way: bool) -> Package:
    number = f"{_REST}.old_names:{version}"
    modules = {f"{name}.{submodule}": rows for submodule, rows in SUBMODULES.items()}
    modules[f"{name}.__about__"] = {**SUBMODULES["__about__"], "__version__": number}
    modules[name] = {
        **_API,
        **_ERRORS,
        **_MARSHALLING,
        **_MODELS,
        **_RESOURCE,
        **_SWAGGER,
        "Mask": f"{_REST}.mask:Mask",
        "Namespace": f"{_REST}.namespace:Namespace",
        "__description__": f"{_REST}.old_names:description",
        "__version__": number,
    }
    return Package(
        name=name,
        source=__file__,
        modules=modules,
        loaded=tuple(f"{name}.{submodule}" for submodule in SUBMODULES),
        distribution=distribution,
        version="1.3.2" if gives_way else "0.13.0",
        gives_way=gives_way,
    )


RESTX = _make("flask_restx", "flask-restx", "restx_version", gives_way=True)
RESTPLUS = _make(
    "flask_restplus", "flask-restplus", "restplus_version", gives_way=False
)
