"""A corpus as a site for cobalt: a folder a language.

Cobalt knows neither sections nor translations, and resolves no links to files. So pages get their addresses, neighbours and
breadcrumbs in their front matter, and each section's list stands ready in an include, which is the cheapest way cobalt
has: what is in `site.data` is copied for every page. Headings get no ids, so links have no anchors.
"""

import json

from .pages import markdown
from .words import DIRECTIONS, LANGUAGES, NAMES

THEME = "."


def _url(lang, key):
    return f"/{lang}/{key.name}/" if key.name else f"/{lang}/"


def _source(key):
    return f"{key.name or 'home'}.md" if not key.is_index or not key.name else f"{key.name}/index.md"


def pages(corpus, writer, lang):
    """Writes the pages of a language and its sections' lists."""
    for page in corpus.pages(lang, lambda key, target, anchor: _url(lang, target)):
        writer.file(f"{lang}/{_source(page.key)}", _head(corpus, page) + markdown(page, ids=False))
        if page.key.is_index:
            item = lambda key: f'<li><a href="{_url(lang, key)}">{corpus.title(key, lang)}</a></li>\n'  # noqa: E731
            items = "".join(item(key) for key in page.key.children)
            writer.file(f"_includes/{_list(lang, page.key)}", f"<ul>\n{items}</ul>\n")


def _list(lang, key):
    return f"list-{lang}-{key.name.replace('/', '-')}.liquid"


def _head(corpus, page):
    key, lang = page.key, page.lang
    section = key if key.is_index else key.parent
    above = []
    parent = key.parent
    while parent:
        above.insert(0, parent)
        parent = parent.parent
    family = key.parent.children if key.parent and not key.is_index else []
    at = family.index(key) if family else 0
    data = {
        "lang": lang,
        "dir": DIRECTIONS[lang],
        "site": corpus.site_title(lang),
        "key": f"{key.name}/" if key.name else "",
        "list": _list(lang, section) if key.name else "",
        "children": _list(lang, key) if key.is_index else "",
        "section": _entry(corpus, lang, section),
        "above": [_entry(corpus, lang, k) for k in above],
    }
    if at > 0:
        data["prev"] = _entry(corpus, lang, family[at - 1])
    if family and at + 1 < len(family):
        data["next"] = _entry(corpus, lang, family[at + 1])
    front = {"layout": "default.liquid", "title": page.title, "permalink": _url(lang, key), "data": data}
    if page.description:
        front["description"] = page.description
    if key.tags:
        front["tags"] = key.tags
    # A value in JSON is one in YAML too.
    lines = [f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in front.items()]
    return "---\n" + "\n".join(lines) + "\n---\n\n"


def _entry(corpus, lang, key):
    return {"url": _url(lang, key), "title": corpus.title(key, lang)}


def settings(corpus, writer):
    """Writes the settings and the list of languages."""
    lines = ["site:", f"  title: {json.dumps(corpus.site_title(LANGUAGES[0]), ensure_ascii=False)}", "  base_url: https://example.org"]
    lines += ["  sitemap: sitemap.xml", "syntax_highlight:", "  enabled: true"]
    writer.file("_cobalt.yml", "\n".join(lines) + "\n")
    languages = [{"tag": tag, "name": NAMES[tag], "dir": DIRECTIONS[tag]} for tag in LANGUAGES]
    writer.file("_data/languages.json", json.dumps(languages, ensure_ascii=False))
