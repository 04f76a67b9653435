"""Scripts and styles of others, served from the Python packages that carry them; nothing is copied into the project."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from domain.errors import SettingError

ASSETS: Mapping[str, tuple[str, str]] = {
    "htmx.min.js": ("js_lib_htmx", "static/htmx/htmx.min.js"),
    "tabulator.min.js": ("js_lib_tabulator", "static/tabulator/js/tabulator.min.js"),
    "tabulator.min.css": ("js_lib_tabulator", "static/tabulator/css/tabulator_simple.min.css"),
}
MEDIA_TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}


@cache
def package_file(package: str, path: str) -> Path:
    """Where a file of an installed package lies; the package itself is not imported. Raises SettingError."""
    spec = find_spec(package)
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        found = Path(folder) / path
        if found.is_file():
            return found
    raise SettingError(f"缺少程序包 {package}（{path}），控制台无法显示。请重新运行 make setup。")
