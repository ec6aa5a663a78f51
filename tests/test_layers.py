"""The rules of import direction that import-linter cannot state.

import-linter holds the layers themselves; see [tool.importlinter] in pyproject.toml.
"""

import ast
import tomllib
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src"


def module_name(path: Path) -> str:
    parts = path.relative_to(SOURCE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


# The code that posts show: small apps of their own, each in its own folder.
SAMPLES = SOURCE / "press" / "content"
MODULES = {
    module_name(path): path
    for path in sorted(SOURCE.rglob("*.py"))
    if not path.is_relative_to(SAMPLES)
}
TREES = {
    name: ast.parse(path.read_text(encoding="utf-8")) for name, path in MODULES.items()
}


def imported_names(module: str, node: ast.AST) -> Iterator[str]:
    """Dotted names of what an import statement brings in, relative ones resolved."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        base = node.module or ""
        if node.level:
            is_package = MODULES[module].name == "__init__.py"
            up = node.level - is_package
            parts = module.split(".")
            package = ".".join(parts[: len(parts) - up])
            base = f"{package}.{base}" if base else package
        yield base
        yield from (f"{base}.{alias.name}" for alias in node.names)


def own_imports(module: str, node: ast.AST) -> set[str]:
    """Our modules that an import statement runs, the most exact names only."""
    found = {name for name in imported_names(module, node) if name in MODULES}
    # `from .json import tag` names the package and the module; the module says more.
    return {
        name
        for name in found
        if not any(other.startswith(f"{name}.") for other in found)
    }


def is_type_checking(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)


def walk_import_time(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes that run when the module is imported by a running program."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if is_type_checking(child):
            assert isinstance(child, ast.If)
            for statement in child.orelse:
                yield statement
                yield from walk_import_time(statement)
            continue
        yield child
        yield from walk_import_time(child)


def test_own_modules_are_imported_at_the_top_only() -> None:
    late = [
        f"{MODULES[module].relative_to(ROOT)}:{node.lineno} imports {name}"
        for module, tree in TREES.items()
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in sorted(own_imports(module, node))
    ]
    assert not late, "\n".join(late)


def test_imports_have_no_cycle() -> None:
    graph = {
        module: {
            name
            for node in walk_import_time(tree)
            for name in own_imports(module, node)
            if name != module
        }
        for module, tree in TREES.items()
    }
    try:
        tuple(TopologicalSorter(graph).static_order())
    except CycleError as error:
        raise AssertionError(" -> ".join(reversed(error.args[1]))) from None


def test_no_module_imports_the_package_door() -> None:
    """kolben/__init__.py is for users; inside, names come from where they live."""
    allowed = {"kolben", "kolben.__main__"}
    through = [
        f"{MODULES[module].relative_to(ROOT)}:{node.lineno}"
        for module, tree in TREES.items()
        if module not in allowed and not is_press(module)
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        if "kolben" in own_imports(module, node)
    ]
    assert not through, "\n".join(through)


def is_press(module: str) -> bool:
    return module == "press" or module.startswith("press.")


def test_kolben_knows_nothing_of_press() -> None:
    known = [
        f"{MODULES[module].relative_to(ROOT)}:{node.lineno}"
        for module, tree in TREES.items()
        if not is_press(module)
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        if any(is_press(name) for name in imported_names(module, node))
    ]
    assert not known, "\n".join(known)


def test_press_is_written_with_public_names() -> None:
    """It is the proof that an app of anybody's can do what it does."""
    public = {"kolben", "kolben.blueprints", "kolben.globals"}
    public |= {"kolben.pages", "kolben.rest", "kolben.rest.errors", "kolben.typing"}
    others = [
        f"{MODULES[module].relative_to(ROOT)}:{node.lineno} {node.module}"
        for module, tree in TREES.items()
        if is_press(module)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and not node.level and node.module
        if node.module.split(".")[0] == "kolben"
        if node.module not in public
        or any(alias.name.startswith("_") for alias in node.names)
    ]
    assert not others, "\n".join(others)


def test_every_module_has_a_row_in_the_layer_table() -> None:
    with (ROOT / "pyproject.toml").open("rb") as file:
        contracts = tomllib.load(file)["tool"]["importlinter"]["contracts"]
    (layers,) = (each["layers"] for each in contracts if each["type"] == "layers")
    rows = [
        name.strip(" ()")
        for layer in layers
        for name in layer.replace("|", ":").split(":")
    ]
    # A package whose __init__ holds a docstring only has nothing to order.
    without = [
        module
        for module, tree in TREES.items()
        if not any(module == row or module.startswith(f"{row}.") for row in rows)
        and len(tree.body) > 1
        and module.startswith("kolben.")
    ]
    assert not without, f"no row in [tool.importlinter]: {', '.join(without)}"


def test_compat_targets_are_named_only_by_the_command_line() -> None:
    importers = {
        module
        for module, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in own_imports(module, node)
        if name.startswith("kolben.compat") and not module.startswith("kolben.compat")
    }
    assert importers <= {"kolben.cli.main", "kolben.cli.worker"}
