"""A corpus as one project for Zensical: a folder a language in its `docs`.

Zensical knows nothing of translations: each page says its language and its key, from which the template makes the links
to the other languages.
"""

from .layout_polku import file_name, quoted, relative
from .pages import markdown
from .words import DIRECTIONS, LANGUAGES, NAMES

THEME = "overrides"


def pages(corpus, writer, lang):
    """Writes the pages of a language."""
    for page in corpus.pages(lang, relative):
        writer.file(f"docs/{lang}/{file_name(page.key)}", _head(page) + f"# {page.title}\n\n" + markdown(page))


def _head(page):
    key = f"{page.key.name}/" if page.key.name else ""
    lines = ["---", f"title: {quoted(page.title)}", f"language: {page.lang}", f"direction: {DIRECTIONS[page.lang]}", f"key: {quoted(key)}"]
    if page.description:
        lines.append(f"description: {quoted(page.description)}")
    return "\n".join(lines) + "\n---\n\n"


def settings(corpus, writer):
    """Writes the settings: the Markdown extensions that the text needs, and no more."""
    lines = [
        "[project]",
        f"site_name = {quoted(corpus.site_title(LANGUAGES[0]))}",
        'site_url = "https://example.org/"',
        'extra_css = ["style.css"]',
        "plugins = []",
        "",
        "[project.theme]",
        'custom_dir = "overrides"',
        "",
        "[project.markdown_extensions.attr_list]",
        "[project.markdown_extensions.tables]",
        "[project.markdown_extensions.toc]",
        "[project.markdown_extensions.pymdownx.highlight]",
        "[project.markdown_extensions.pymdownx.superfences]",
    ]
    for lang in LANGUAGES:
        lines += ["", "[[project.extra.sites]]", f'tag = "{lang}"', f"name = {quoted(NAMES[lang])}", f'dir = "{DIRECTIONS[lang]}"']
        lines += [f"title = {quoted(corpus.site_title(lang))}"]
    writer.file("zensical.toml", "\n".join(lines) + "\n")
    links = "".join(f"- [{NAMES[lang]}]({lang}/index.md)\n" for lang in LANGUAGES)
    writer.file("docs/index.md", f"---\ntitle: {quoted(corpus.site_title(LANGUAGES[0]))}\nlanguage: {LANGUAGES[0]}\n---\n\n{links}")
    style = (writer.root / "overrides" / "style.css").read_text(encoding="utf-8")
    writer.file("docs/style.css", style)
