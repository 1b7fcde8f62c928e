"""One HTML page that needs nothing but a browser.

Its policy (CSP level 2) allows its own style by hash, and nothing else: no script, no image, no request.
"""

from __future__ import annotations

import base64
import hashlib
import html
from collections.abc import Iterable
from importlib.resources import files
from typing import NamedTuple

from doclint.formats.escape import printable
from doclint.page.markdown import Unrenderable, to_html


class Part(NamedTuple):
    """A part of a page: Markdown of doclint, or of a document.

    Attributes:
        markdown: the text.
        document: what is shown, where it is a document; empty for what doclint says.
    """

    markdown: str
    document: str = ""


def render_page(title: str, parts: Iterable[Part]) -> str:
    """A self-contained page.

    Args:
        title: of the window.
        parts: in order; a document that cannot be rendered is shown as source, and the page says so.
    """
    style = files("doclint.page").joinpath("page.css").read_text("utf-8")
    body = "".join(map(_part, parts))
    policy = f"default-src 'none'; style-src '{sha256(style)}'; base-uri 'none'; form-action 'none'"
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{html.escape(printable(title))}</title>\n<style>{style}</style>\n</head>\n<body>\n<main>\n"
        f"{body}</main>\n</body>\n</html>\n"
    )


def sha256(text: str) -> str:
    """The hash of an inline style or script, as a policy names it."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def rendered(markdown: str) -> str:
    """The HTML of a Markdown text; its source, with a note that says so, where it cannot be rendered."""
    try:
        return to_html(markdown)
    except Unrenderable as error:
        note = f'<p class="note">Shown as source: {html.escape(str(error))}.</p>\n'
        source = "\n".join(map(printable, markdown.splitlines()))
        return f'{note}<pre tabindex="0">{html.escape(source)}</pre>\n'


def _part(part: Part) -> str:
    shown = rendered(part.markdown)
    if not part.document:
        return f"<section>\n{shown}</section>\n"
    return f'<article aria-label="{html.escape(printable(part.document), quote=True)}">\n{shown}</article>\n'
