"""A corpus as a site for Hugo: one folder a language, section pages called `_index.md`, tags named by pages of their own."""

import posixpath

from .layout_polku import quoted
from .pages import markdown
from .words import DIRECTIONS, LANGUAGES, NAMES

THEME = "."


def file_name(key):
    """The file of a page, below its language's folder."""
    return posixpath.join(key.name, "_index.md") if key.is_index else f"{key.name}.md"


def link(key, target, anchor):
    """A link from page to page, as Hugo's own render hook resolves it: by the file's path."""
    path = posixpath.relpath(file_name(target), key.folder or ".")
    return f"{path}#{anchor}" if anchor else path


def pages(corpus, writer, lang):
    """Writes the pages of a language."""
    for page in corpus.pages(lang, link):
        writer.file(f"content/{lang}/{file_name(page.key)}", _head(page) + markdown(page))
    for tag in corpus.tags:
        writer.file(f"content/{lang}/tags/{tag}/_index.md", f"---\ntitle: {quoted(corpus.tag_name(tag, lang))}\n---\n")


def _head(page):
    lines = ["---", f"title: {quoted(page.title)}"]
    if page.description:
        lines.append(f"description: {quoted(page.description)}")
    if page.key.kind != "home":
        lines.append(f"weight: {page.key.order}")
        if page.key.tags:
            lines.append(f"tags: [{', '.join(page.key.tags)}]")
    return "\n".join(lines) + "\n---\n\n"


def settings(corpus, writer):
    """Writes the settings. What is set makes the output equal; all else is Hugo's default."""
    lines = [
        'baseURL = "https://example.org/"',
        f'defaultContentLanguage = "{LANGUAGES[0]}"',
        "defaultContentLanguageInSubdir = true",
        "",
        "[taxonomies]",
        'tag = "tags"',
        "",
        "[markup.goldmark.extensions.typographer]",
        "disable = true",
        "",
        "[markup.goldmark.renderHooks.link]",
        'useEmbedded = "always"',
        "",
        "[markup.highlight]",
        "noClasses = false",
    ]
    for weight, lang in enumerate(LANGUAGES, 1):
        lines += [
            "",
            f"[languages.{lang}]",
            f"label = {quoted(NAMES[lang])}",
            f'locale = "{lang}"',
            f'direction = "{DIRECTIONS[lang]}"',
            f"title = {quoted(corpus.site_title(lang))}",
            f"weight = {weight}",
            f'contentDir = "content/{lang}"',
        ]
    writer.file("hugo.toml", "\n".join(lines) + "\n")
