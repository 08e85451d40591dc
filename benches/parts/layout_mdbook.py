"""A corpus as books for mdBook: one a language, for mdBook's books have one language each.

A page's title is its first heading, for mdBook knows no front matter; so pages have no description and no tags.
"""

from .layout_polku import file_name, quoted, relative
from .pages import markdown
from .words import DIRECTIONS

THEME = "theme"


def pages(corpus, writer, lang):
    """Writes the book of a language."""
    writer.file(f"{lang}/book.toml", _settings(corpus, lang))
    summary = ["# Summary", ""]
    for page in corpus.pages(lang, relative):
        key = page.key
        depth = key.name.count("/") + 1 if key.name else 0
        # The home page stands before the numbered chapters, all others below one another.
        item = f"[{page.title}]({file_name(key)})"
        summary.append(f"{item}\n" if depth == 0 else "    " * (depth - 1) + f"- {item}")
        writer.file(f"{lang}/src/{file_name(key)}", f"# {page.title}\n\n{markdown(page)}")
    writer.file(f"{lang}/src/SUMMARY.md", "\n".join(summary) + "\n")


def settings(corpus, writer):
    """Nothing: each book has its own."""


def _settings(corpus, lang):
    lines = [
        "[book]",
        f"title = {quoted(corpus.site_title(lang))}",
        f'language = "{lang}"',
        f'text-direction = "{DIRECTIONS[lang]}"',
        "",
        "[output.html]",
        f'site-url = "/{lang}/"',
        'theme = "../theme"',
        "smart-punctuation = false",
        "",
        "[output.html.search]",
        "enable = false",
        "",
        "[output.html.print]",
        "enable = false",
    ]
    return "\n".join(lines) + "\n"
