"""Sphinx's settings: Markdown pages, Google-form docstrings, nothing fetched from the network."""

from __future__ import annotations

project = "trio_nodehttp"
author = "The trio_nodehttp authors"
copyright = "2026, the trio_nodehttp authors"

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = project

myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
napoleon_google_docstring = True
napoleon_numpy_docstring = False
