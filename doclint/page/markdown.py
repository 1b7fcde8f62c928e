"""Markdown to HTML that does nothing: no raw HTML, no script, no image, no address but those of the web.

mistune (3) with `escape=True` renders; what documents say stays text.
"""

from __future__ import annotations

import html
import re
from typing import Any

from doclint.formats.escape import printable

MAX_BYTES = 300_000  # that are rendered; a longer document is shown as source
_LONG = re.compile(r"([\[(<*_`>!~|])\1{200}|^(?:[ \t]*(?:[-*+>]|\d{1,9}[.)])){30}", re.M)
_WEB = re.compile(r"(?:https?://|mailto:)[^\s]*\Z", re.I)


class Unrenderable(Exception):
    """A text that mistune cannot render, or not in reasonable time."""


def to_html(text: str) -> str:
    """The HTML of a Markdown text (GFM tables, task lists, strikethrough, footnotes).

    Raises:
        Unrenderable: it is too long, or nested too deeply.
    """
    if len(text) > MAX_BYTES:
        raise Unrenderable(f"longer than {MAX_BYTES:,} characters")
    if _LONG.search(text):
        raise Unrenderable("nested too deeply")
    text = "".join(c if c in "\n\t" else printable(c) for c in text.replace("\r\n", "\n").replace("\r", "\n"))
    # Imported here: no check needs it.
    import mistune

    class Renderer(mistune.HTMLRenderer):
        """Links lead to the web or nowhere: a page that was sent to somebody has no neighbours."""

        def image(self, text: str, url: str, title: str | None = None) -> str:
            return f'<span class="image">{html.escape(text or url)}</span>'

        def link(self, text: str, url: str, title: str | None = None) -> str:
            shown = html.escape(url, quote=True)
            if _WEB.match(url):
                return f'<a href="{shown}" rel="noopener noreferrer">{text}</a>'
            return f'<span class="place" title="{shown}">{text}</span>'

        def table(self, text: str) -> str:
            return f'<div class="wide"><table>\n{text}</table></div>\n'

    plugins: Any = ["table", "task_lists", "strikethrough", "footnotes"]
    render = mistune.create_markdown(escape=True, renderer=Renderer(escape=True), plugins=plugins)
    try:
        return str(render(text))
    except RecursionError:
        raise Unrenderable("nested too deeply") from None
    except Exception as error:  # a fault of the renderer must not cost the page
        raise Unrenderable(f"the renderer failed ({type(error).__name__})") from None
