"""Claims about the house itself: what a lock may hold, who may import what, and how large a room may grow."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
LONGEST_FUNCTION = 60
LONGEST_FILE = 400
EMPTY_NAMES = {"utils", "util", "helpers", "common", "core", "misc", "manager", "factory", "base"}

# Written in halves, so that this file passes its own test.
INDEX_HOSTS = ("pypi" + ".org", "python" + "hosted.org", "npm" + "js.org", "npm" + "js.com")
INDEX_OPTIONS = ("--index" + "-url", "--extra-index" + "-url", "--find" + "-links", "--trusted" + "-host")
MACHINE_PATH = re.compile(r"(?<![\w.:/~-])/(?:work|tmp|root|opt|home|Users)" + r"/\w")

# The rooms (and the command line) that may import an engine; tests may import any, and benchmarks what they measure.
ENGINE_ROOMS = {
    "duckdb": {"warehouse", "benchmarks"},
    "great_expectations": {"expectations", "benchmarks"},
    "prefect": {"flows", "tasks", "benchmarks"},
}


def project_files() -> list[Path]:
    """List what is tracked, and what would be if it were added now."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=CHECKOUT,
        capture_output=True,
        check=True,
    ).stdout.decode()
    return sorted(Path(name) for name in listing.split("\0") if name and (CHECKOUT / name).is_file())


def source_files() -> list[Path]:
    """List the Python files outside tests/."""
    return [path for path in project_files() if path.suffix == ".py" and path.parts[0] != "tests"]


def parsed(path: Path) -> ast.Module:
    return ast.parse((CHECKOUT / path).read_text(encoding="utf-8"))


def texts() -> Iterator[tuple[Path, str]]:
    """Yield every project file that is UTF-8 text."""
    for path in project_files():
        try:
            yield path, (CHECKOUT / path).read_bytes().decode("utf-8")
        except UnicodeDecodeError:
            continue


def report(findings: list[str]) -> str:
    return "\n".join(["", *findings])


# A lock: names, versions and hashes


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_holds_names_versions_and_hashes_only(lock: str) -> None:
    pin = re.compile(r"[a-z0-9][a-z0-9._-]*==[0-9][A-Za-z0-9.+!]*( ; [a-z_ =<>.\"'0-9()-]+)? \\")
    digest = re.compile(r"    --hash=sha256:[0-9a-f]{64}( \\)?")
    lines = (CHECKOUT / lock).read_text(encoding="ascii").splitlines()
    assert lines
    strange = [line for line in lines if not (pin.fullmatch(line) or digest.fullmatch(line))]
    assert not strange, report(strange)


def test_the_runtime_lock_is_part_of_the_development_lock() -> None:
    def pins(lock: str) -> set[str]:
        return set(re.findall(r"^\S+==\S+", (CHECKOUT / lock).read_text(encoding="ascii"), flags=re.MULTILINE))

    assert pins("requirements.lock") <= pins("requirements-dev.lock")


def test_every_declared_dependency_is_locked() -> None:
    import tomllib

    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    locked = set(
        re.findall(r"^(\S+)==", (CHECKOUT / "requirements-dev.lock").read_text(encoding="ascii"), re.MULTILINE)
    )
    declared = [
        *project["dependencies"],
        *(name for group in project["optional-dependencies"].values() for name in group),
    ]
    names = {re.split(r"[\[=<>~! ;]", text)[0].lower().replace("_", "-") for text in declared}
    assert names - locked == set()


def test_no_file_names_a_package_index() -> None:
    words = (*INDEX_HOSTS, *INDEX_OPTIONS)
    allowed = {"Makefile": "--no-emit-"}  # the flags that keep such options out of a lock
    findings = [
        f"{path}: {word}"
        for path, text in texts()
        for word in words
        if word in text.replace(allowed.get(str(path), "\0"), "")
    ]
    assert not findings, report(findings)


def test_no_file_names_a_path_of_one_machine() -> None:
    findings = [
        f"{path}:{number}: {line.strip()[:100]}"
        for path, text in texts()
        for number, line in enumerate(text.splitlines(), start=1)
        if MACHINE_PATH.search(line)
    ]
    assert not findings, report(findings)


# Rooms


def imported_roots(tree: ast.AST) -> Iterator[tuple[str, ast.stmt]]:
    """Yield the top-level package of each import, wherever it stands, with its statement."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name.split(".")[0], node) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0], node


@pytest.mark.parametrize("engine", sorted(ENGINE_ROOMS))
def test_an_engine_is_imported_only_in_its_rooms(engine: str) -> None:
    findings = []
    for path in source_files():
        tree = parsed(path)
        if path.parts[0] in ENGINE_ROOMS[engine]:
            continue
        for root, statement in imported_roots(tree):
            inside_function = statement not in tree.body
            if root == engine and not (str(path) == "cli.py" and engine == "prefect" and inside_function):
                findings.append(f"{path}:{statement.lineno} imports {engine}")
    assert not findings, report(findings)


def is_task(decorator: ast.expr) -> bool:
    target = decorator.func if isinstance(decorator, ast.Call) else decorator
    name = target.id if isinstance(target, ast.Name) else target.attr if isinstance(target, ast.Attribute) else ""
    return name in {"task", "materialize"}


def test_every_task_states_its_cache_policy() -> None:
    findings = []
    for path in source_files():
        if path.parts[0] not in {"tasks", "flows"}:
            continue
        for node in ast.walk(parsed(path)):
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            for decorator in filter(is_task, node.decorator_list):
                keywords = decorator.keywords if isinstance(decorator, ast.Call) else []
                if "cache_policy" not in {keyword.arg for keyword in keywords}:
                    findings.append(f"{path}:{node.lineno} {node.name}")
    assert not findings, report(findings)


def test_tasks_are_defined_in_their_room_only() -> None:
    findings = [
        f"{path}:{node.lineno} {node.name}"
        for path in source_files()
        if path.parts[0] not in {"tasks", "benchmarks"}
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and any(map(is_task, node.decorator_list))
    ]
    assert not findings, report(findings)


# Files


def test_no_module_has_a_name_that_says_nothing() -> None:
    findings = [str(path) for path in source_files() if EMPTY_NAMES & {path.stem, *path.parts[:-1]}]
    assert not findings, report(findings)


def test_each_statement_of_the_warehouse_states_its_grain_first() -> None:
    findings = [
        str(path)
        for path in project_files()
        if path.suffix == ".sql" and path.parts[0] == "warehouse"
        if not (CHECKOUT / path).read_text(encoding="utf-8").startswith("-- Grain: ")
    ]
    assert not findings, report(findings)


def test_sql_names_its_columns() -> None:
    ending = re.compile(r"\bselect\s+\*\s+from\s+[\w.]+\s*;?\s*\Z", re.IGNORECASE)
    findings = [
        str(path)
        for path in project_files()
        if path.suffix == ".sql" and ending.search((CHECKOUT / path).read_text(encoding="utf-8"))
    ]
    assert not findings, report(findings)


def test_no_function_is_longer_than_a_page() -> None:
    findings = []
    for path in source_files():
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > LONGEST_FUNCTION:
                    findings.append(f"{path}:{node.lineno} {node.name}: {length} lines")
    assert not findings, report(findings)


def test_no_file_is_longer_than_a_sitting() -> None:
    lengths = {path: len((CHECKOUT / path).read_text(encoding="utf-8").splitlines()) for path in source_files()}
    findings = [f"{path}: {length} lines" for path, length in lengths.items() if length > LONGEST_FILE]
    assert not findings, report(findings)


def test_every_exemption_gives_its_reason() -> None:
    """An ignored type, a silenced lint rule or a broad except carries its reason on the same line."""
    bare = re.compile(r"#\s*type:\s*ignore(\[[\w, -]+\])?\s*$|#\s*noqa(:\s*[\w, ]+)?\s*$|except (Base)?Exception[^#]*$")
    findings = [
        f"{path}:{number}: {line.strip()[:100]}"
        for path in project_files()
        if path.suffix == ".py"
        for number, line in enumerate((CHECKOUT / path).read_text(encoding="utf-8").splitlines(), start=1)
        if bare.search(line) and "re.compile" not in line
    ]
    assert not findings, report(findings)
