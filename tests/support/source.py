"""What Plong's source says of itself, read with `ast` and never run."""

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import plong

_ROOT: Final = Path(plong.__file__).parent
_READ_ONLY: Final = {"Mapping", "Sequence", "Iterable", "Collection", "Set", "AbstractSet"}
_MUTABLE: Final = (
    ast.Dict, ast.List, ast.Set, ast.DictComp, ast.ListComp, ast.SetComp
)  # fmt: skip
_MAKES_MUTABLE: Final = {
    *("dict", "list", "set", "bytearray", "deque", "defaultdict", "OrderedDict", "Counter"),
    *("WeakKeyDictionary", "WeakValueDictionary", "WeakSet", "ContextVar"),
}
_FILES: Final = {
    *("open", "fdopen", "read_text", "read_bytes", "write_text", "write_bytes", "mkdir", "unlink"),
    *("exists", "is_file", "is_dir", "iterdir", "glob", "getenv", "putenv", "environ"),
    *("environb", "files", "NamedTemporaryFile", "TemporaryDirectory"),
}


def read_modules() -> Mapping[str, ast.Module]:
    """Return every module of the package by its name."""
    return {_name(path): ast.parse(path.read_text()) for path in sorted(_ROOT.rglob("*.py"))}


def _name(path: Path) -> str:
    parts = path.relative_to(_ROOT.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(tree: ast.Module) -> Iterator[str]:
    """Yield the dotted name of each thing that a module imports, wherever it does."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            yield from (f"{module}.{alias.name}" for alias in node.names)


def clock_readings(tree: ast.Module) -> Iterator[str]:
    """Yield where a module asks `datetime` for the time."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in {"now", "utcnow", "today"}:
            yield ast.unparse(node)


def wall_clock_readings(tree: ast.Module) -> Iterator[str]:
    """Yield where a module asks for the time of day, which somebody may set."""
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(attr="time" | "time_ns", value=ast.Name(id="time")):
                yield ast.unparse(node)
            case ast.Attribute(attr="now" | "utcnow" | "today", value=ast.Name(id="datetime")):
                yield ast.unparse(node)
            case ast.ImportFrom(module="time", names=names):
                yield from (name.name for name in names if name.name in {"time", "time_ns"})


def uses_of_files(tree: ast.Module) -> Iterator[str]:
    """Yield where a module opens, reads or writes a file, or reads the environment."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id="open")):
                yield "open"
            case ast.Attribute(attr="connect", value=ast.Name(id="sqlite3")):
                yield "sqlite3.connect"
            case ast.Attribute(attr=name, ctx=ast.Load()) if name in _FILES - {"open"}:
                yield ast.unparse(node)
            case ast.ImportFrom(names=names, module="os" | "io" | "importlib.resources"):
                yield from (alias.name for alias in names if alias.name in _FILES)


def mutable_globals(tree: ast.Module) -> Iterator[str]:
    """Yield what a module or one of its classes shares and could change.

    A dictionary, list or set must be annotated as one that nobody may change: mypy then sees to
    it. No function may rebind a global.
    """
    for node in ast.walk(tree):
        if isinstance(node, ast.Global):
            yield from node.names
        if isinstance(node, ast.Module | ast.ClassDef):
            yield from (name for name in map(_mutable_name, node.body) if name)


def _mutable_name(statement: ast.stmt) -> str | None:
    match statement:
        case ast.Assign(targets=[target, *_], value=value) if _is_mutable(value):
            return ast.unparse(target)
        case ast.AnnAssign(target=target, value=ast.expr() as value, annotation=annotation) if (
            _is_mutable(value) and not _is_read_only(annotation)
        ):
            return ast.unparse(target)
        case ast.AugAssign(target=target):
            return ast.unparse(target)
    return None


def _is_mutable(value: ast.expr) -> bool:
    match value:
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
            return name in _MAKES_MUTABLE
    return isinstance(value, _MUTABLE)


def _is_read_only(annotation: ast.expr) -> bool:
    match annotation:
        case ast.Subscript(value=ast.Name(id="Final" | "ClassVar"), slice=inner):
            return _is_read_only(inner)
        case ast.Subscript(value=ast.Name(id=name)) | ast.Name(id=name):
            return name in _READ_ONLY
    return False


def undocumented(tree: ast.Module) -> Iterator[str]:
    """Yield the public names of a module, its own included, that have no docstring."""
    if not ast.get_docstring(tree):
        yield "the module"
    yield from _undocumented(tree.body, "")


def _undocumented(body: list[ast.stmt], prefix: str) -> Iterator[str]:
    for node in body:
        match node:
            case ast.ClassDef(name=name) if not name.startswith("_"):
                yield from () if ast.get_docstring(node) else (prefix + name,)
                yield from _undocumented(node.body, f"{prefix}{name}.")
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                if not name.startswith("_") and not ast.get_docstring(node):
                    yield prefix + name
