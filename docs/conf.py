"""Sphinx's settings: Markdown pages, Google-form docstrings, nothing fetched from the network."""

from __future__ import annotations

from typing import Any

project = "trio_nodehttp"
author = "The trio_nodehttp authors"
copyright = "2026, the trio_nodehttp authors"

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = project

default_role = "code"  # `name` in a docstring
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
napoleon_google_docstring = True
napoleon_numpy_docstring = False


def leave_colons_alone(
    app: Any, what: str, name: str, obj: object, options: Any, lines: list[str]
) -> None:
    """Keep napoleon from reading a property's `Left: right` as a type and its description."""
    if what in ("property", "attribute"):
        lines.insert(0, "\\ ")  # a first line without a colon, and without anything to show


def setup(app: Any) -> None:
    app.connect("autodoc-process-docstring", leave_colons_alone, priority=400)
