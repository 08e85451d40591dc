"""A corpus as a site for Polku."""

import posixpath
from pathlib import Path

from .pages import markdown
from .words import LANGUAGES, NAMES

THEME = "themes/bench"

_REPOSITORY = Path(__file__).resolve().parent.parent.parent


def file_name(key):
    """The file of a page, below its language's folder."""
    return posixpath.join(key.name, "index.md") if key.is_index else f"{key.name}.md"


def relative(key, target, anchor):
    """A link from page to page, as it works on a code host too."""
    path = posixpath.relpath(file_name(target), key.folder or ".")
    return f"{path}#{anchor}" if anchor else path


def quoted(text):
    """A text as a string of YAML, TOML and JSON."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def pages(corpus, writer, lang):
    """Writes the pages of a language."""
    for page in corpus.pages(lang, relative):
        writer.file(f"content/{lang}/{file_name(page.key)}", _head(page) + markdown(page))


def settings(corpus, writer):
    """Writes the settings, and the texts that the themes lack."""
    writer.file("book.toml", _settings(corpus))
    # The interface speaks four languages; for the others its English texts stand in, so that none is missing.
    i18n = _REPOSITORY / "themes" / "polku" / "i18n"
    english = (i18n / "en.ftl").read_text(encoding="utf-8")
    for lang in LANGUAGES:
        if not (i18n / f"{lang}.ftl").exists():
            writer.file(f"{THEME}/i18n/{lang}.ftl", english)
            writer.file(f"themes/polku/i18n/{lang}.ftl", english)


def _head(page):
    lines = ["---", f"title: {quoted(page.title)}"]
    if page.description:
        lines.append(f"description: {quoted(page.description)}")
    # What holds for all languages is written in the original only.
    if page.lang == LANGUAGES[0] and page.key.kind != "home":
        lines.append(f"order: {page.key.order}")
        if page.key.tags:
            lines.append(f"tags: [{', '.join(page.key.tags)}]")
    return "\n".join(lines) + "\n---\n\n"


def _settings(corpus):
    lines = ["[book]", f"title = {quoted(corpus.site_title(LANGUAGES[0]))}", f'language = "{LANGUAGES[0]}"', 'src = "content"']
    for lang in LANGUAGES:
        lines += ["", f"[language.{lang}]", f"name = {quoted(NAMES[lang])}", f"title = {quoted(corpus.site_title(lang))}"]
        if corpus.tags:
            lines += ["", f"[language.{lang}.tags]"]
            lines += [f"{tag} = {quoted(corpus.tag_name(tag, lang))}" for tag in corpus.tags]
    lines += ["", "[output.html]", 'site-url = "https://example.org/"', 'theme = "bench"']
    # The other generators make no index.
    lines += ["", "[output.html.search]", "enable = false"]
    return "\n".join(lines) + "\n"
