"""What decorators say of resources and their methods, kept on them as `__apidoc__`."""

from __future__ import annotations

import typing as t
import warnings

from ..views import http_method_funcs

Doc = dict[str, t.Any]
#: Where declarations are kept: a dict, or False for what is hidden.
ATTRIBUTE = "__apidoc__"
#: What may be said in a short form.
_SHORT = frozenset(("params", "parser", "body"))
#: Among the options of an answer: other models that it may have, with their options.
ALTERNATIVES = "__alternatives__"


def get_doc(documented: t.Any) -> t.Any:
    """What has been declared of a class or function so far."""
    return getattr(documented, ATTRIBUTE, {})


def merge(first: t.Any, second: t.Any) -> t.Any:
    """A new dict of both: values of the second count, dicts are merged in turn."""
    if not _is_doc(second):
        return second
    merged = dict(first) if isinstance(first, dict) else {}
    for key, value in second.items():
        before = merged.get(key)
        if before is not None and _is_doc(before):
            value = merge(before, value)
        elif type(value) is dict or type(value) is list:
            value = _take(value)
        merged[key] = value
    return merged


def declare(documented: t.Any, own: Doc) -> None:
    """Add a declaration in its long form, whose dicts and lists nobody else changes."""
    setattr(documented, ATTRIBUTE, join(get_doc(documented), own))


def join(first: t.Any, second: Doc) -> Doc:
    """`merge` without a copy of what is in ``second``."""
    if not first:
        return dict(second)
    joined = dict(first)
    for key, value in second.items():
        before = joined.get(key)
        if before is not None and _is_doc(before):
            value = merge(before, value)
        joined[key] = value
    return joined


def add_doc(documented: t.Any, declared: t.Any) -> t.Any:
    """What is known of ``documented`` together with what is declared now.

    ``declared`` is a dict, or False to hide it.
    """
    if declared is False:
        return False
    if not _SHORT.isdisjoint(declared):
        _normalize(declared)
    if not http_method_funcs.isdisjoint(declared):
        for method in http_method_funcs & declared.keys():
            if declared[method] is not False:
                _normalize(declared[method])
                expect = declared[method].get("expect")
                if expect is not None and not isinstance(expect, list | tuple):
                    declared[method]["expect"] = [expect]
    return merge(get_doc(documented), declared)


def _normalize(doc: Doc) -> None:
    """The long forms of what may be said shortly."""
    params = doc.get("params")
    if params:
        doc["params"] = {
            name: {"description": each} if isinstance(each, str) else each
            for name, each in params.items()
        }
    for old in ("parser", "body"):
        if old in doc:
            warnings.warn(
                f"doc({old}=…) is deprecated: use expect().",
                DeprecationWarning,
                stacklevel=5,
            )
            doc["expect"] = [*doc.get("expect", ()), doc.pop(old)]


def _is_doc(value: t.Any) -> bool:
    """Whether a value is a dict that others may be merged with; a model is not."""
    return type(value) is dict or (
        isinstance(value, dict) and not hasattr(type(value), "__schema__")
    )


def _take(value: t.Any) -> t.Any:
    """The value with dicts and lists of its own, so that nobody else changes it."""
    if type(value) is dict:
        return {key: _take(each) for key, each in value.items()}
    if type(value) is list:
        return list(value)
    return value
