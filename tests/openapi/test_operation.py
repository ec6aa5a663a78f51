import functools

import pytest

from kolben.openapi.operation import describe, facts_of, template_names, template_path


def test_facts_add_up_and_the_last_word_counts():
    def view():
        pass

    describe(view, tags=["one"], summary="First", extensions={"x-a": 1})
    assert describe(view, tags=["two"], summary="Then", extensions={"x-b": 2}) is view
    assert facts_of(view) == {
        "tags": ["one", "two"],
        "summary": "Then",
        "extensions": {"x-a": 1, "x-b": 2},
    }


def test_a_decorator_that_wraps_carries_the_facts_along():
    def view():
        pass

    describe(view, summary="Here")
    wrapped = functools.wraps(view)(lambda: view())
    assert facts_of(wrapped) == {"summary": "Here"}
    describe(wrapped, deprecated=True)
    assert facts_of(view) == {"summary": "Here"}


def test_classes_have_the_facts_of_their_bases():
    class Base:
        pass

    class Derived(Base):
        pass

    describe(Base, summary="Base", tags=["a"])
    describe(Derived, summary="Derived")
    assert facts_of(Derived) == {"summary": "Derived", "tags": ["a"]}
    assert facts_of(Base)["summary"] == "Base"


def test_an_unknown_fact_is_refused_with_those_that_there_are():
    with pytest.raises(TypeError, match=r"nothing of sumary.*summary"):
        describe(lambda: None, sumary="?")


@pytest.mark.parametrize(
    ("rule", "path", "names"),
    [
        ("/", "/", []),
        ("/posts/<id>", "/posts/{id}", ["id"]),
        ("/a/<int:x>-<y>", "/a/{x}-{y}", ["x", "y"]),
        ("/a/<regex('[a-z]:<>{2}'):slug>", "/a/{slug}", ["slug"]),
        ("/a/<any('x:y', z):which>/b", "/a/{which}/b", ["which"]),
        ("/a/{b}/<path:rest>", "/a/%7Bb%7D/{rest}", ["rest"]),
    ],
)
def test_rules_become_templates(rule, path, names):
    assert template_path(rule) == path
    assert template_names(path) == names
