"""The pages of the corpus: which keys there are, and what stands on each page.

A page's structure (headings, lists, links) comes from its key alone, its words from key and language: so all
translations of a page have the same headings in the same order, as real translations have.
"""

from dataclasses import dataclass, field

from . import code
from .words import LANGUAGES, Rng, Vocabulary, capital

KINDS = ["docs", "notes"]
ANCHORS = ["usage", "setup", "limits", "example", "notes", "options", "errors", "background"]

# Words a page, at these per mille of all pages; between them linear. Log-normal with median 150 and sigma 0.88,
# whose mean is 220: a few long pages, many short ones.
_WORDS = [
    (0, 15), (50, 35), (100, 49), (200, 72), (300, 95), (400, 120), (500, 150), (600, 187), (700, 237), (800, 314),
    (900, 463), (950, 638), (980, 914), (990, 1162), (999, 2275), (1000, 4000),
]  # fmt: skip

TOPIC_PAGES = (14, 50)
GUIDE_TOPICS = (6, 10)


@dataclass
class Key:
    """A page in all languages."""

    name: str
    kind: str  # home, guide, topic, page
    order: int
    parent: "Key | None" = None
    children: "list[Key]" = field(default_factory=list)
    place: int = 0
    tags: "list[str]" = field(default_factory=list)

    @property
    def is_index(self):
        """Whether it is the page of a folder."""
        return self.kind != "page"

    @property
    def folder(self):
        """The folder its file lies in."""
        return self.name if self.is_index else self.parent.name

    @property
    def anchor(self):
        """The id of its first heading."""
        return ANCHORS[self.place % len(ANCHORS)]


@dataclass
class Link:
    """A link to a page, perhaps to its first heading."""

    target: Key
    anchored: bool


@dataclass
class Page:
    """A page in one language. Blocks are ("heading", level, text, id), ("text", markdown), ("code", language, lines)."""

    key: Key
    lang: str
    title: str
    description: "str | None"
    blocks: list


class Corpus:
    """All pages of a corpus of `pages` pages in ten languages. The kind changes what stands on them, not which there are."""

    def __init__(self, pages, seed=1, kind="docs"):
        if pages < 50 or pages % len(LANGUAGES):
            raise ValueError(f"the number of pages must be a multiple of {len(LANGUAGES)}, and at least 50")
        self.seed = seed
        self.kind = kind
        self.keys = _keys(pages // len(LANGUAGES), seed)
        self.home = self.keys[0]
        self.vocabularies = _Vocabularies(seed)
        self.tags = sorted({tag for key in self.keys for tag in key.tags})
        self._tag_names = {}

    def title(self, key, lang):
        """A page's title."""
        vocabulary = self.vocabularies[lang]
        rng = Rng(self.seed, "title", lang, key.name)
        return vocabulary.title(rng, rng.between(2, 5))

    def site_title(self, lang):
        """The site's title in a language."""
        return self.vocabularies[lang].title(Rng(self.seed, "site", lang), 3)

    def tag_name(self, tag, lang):
        """A tag's name in a language, in which no other tag has it."""
        if lang not in self._tag_names:
            self._tag_names[lang] = self._draw_tag_names(lang)
        return self._tag_names[lang][tag]

    def _draw_tag_names(self, lang):
        names, known = {}, set()
        for tag in self.tags:
            rng, tries = Rng(self.seed, "tag", lang, tag), 0
            # One word, drawn again while another tag has it; when words run short, more of them.
            while tag not in names:
                name = self.vocabularies[lang].title(rng, 1 + tries // 20)
                tries += 1
                if name not in known:
                    known.add(name)
                    names[tag] = name
        return names

    def pages(self, lang, link):
        """All pages of a language; `link(page's key, target key, anchor or None)` is a link's target as written."""
        for key in self.keys:
            yield self.page(key, lang, link)

    def page(self, key, lang, link):
        """One page of a language."""
        shape = Rng(self.seed, "shape", key.name)
        text = Rng(self.seed, "text", lang, key.name)
        writer = _Writer(self.vocabularies[lang], text, lambda to: link(key, to.target, to.target.anchor if to.anchored else None))
        if self.kind == "notes":
            return Page(key, lang, self.title(key, lang), None, writer.note(*_note(self.keys, key, shape)))
        described = shape.chance(40)
        blocks = [block for part in _shape(self.keys, key, shape) for block in writer.part(*part)]
        description = writer.sentence(text.between(8, 18)) if described else None
        return Page(key, lang, self.title(key, lang), description, blocks)


class _Vocabularies(dict):
    """The vocabularies, each made when it is first asked for."""

    def __init__(self, seed):
        super().__init__()
        self.seed = seed

    def __missing__(self, tag):
        self[tag] = Vocabulary(tag, self.seed)
        return self[tag]


def _keys(count, seed):
    """So many keys: a home page, guides, topics in them, pages in those."""
    rng = Rng(seed, "keys")
    keys = [Key("", "home", 0)]

    def add(parent, name, kind):
        path = f"{parent.name}/{name}" if parent.name else name
        key = Key(path, kind, len(parent.children) + 1, parent, place=len(keys))
        parent.children.append(key)
        keys.append(key)
        return key

    topic = None
    while len(keys) < count:
        if count - len(keys) < 6 and topic is not None:
            add(topic, f"page-{len(topic.children) + 1:03}", "page")
            continue
        guide = add(keys[0], f"guide-{len(keys[0].children) + 1:02}", "guide")
        for number in range(1, rng.between(*GUIDE_TOPICS) + 1):
            if topic is not None and count - len(keys) < 6:
                break
            topic = add(guide, f"topic-{number:02}", "topic")
            for page in range(1, min(rng.between(*TOPIC_PAGES), count - len(keys)) + 1):
                add(topic, f"page-{page:03}", "page")
    # As many tags as leave each with about the same number of pages at every size.
    tags = max(5, count // 50)
    for key in keys:
        if key.kind == "page" and rng.chance(30):
            key.tags = sorted({f"tag-{rng.below(tags) + 1:03}" for _ in range(rng.between(1, 3))})
    return keys


def _length(rng):
    """How many words a page has."""
    at = rng.below(1_000_000)
    for (low, few), (high, many) in zip(_WORDS, _WORDS[1:]):
        if at < high * 1000:
            return few + (many - few) * (at - low * 1000) // ((high - low) * 1000)
    return _WORDS[-1][1]


def _shape(keys, key, rng):
    """The parts of a page, each (level or None, id or None, words, links, what stands in it besides paragraphs)."""
    words = _length(rng) if key.kind == "page" else rng.between(20, 120)
    headings = max(2, min(8, 1 + words // 80 + rng.between(0, 2)))
    links = [Link(_target(keys, key, rng), rng.chance(25)) for _ in range(rng.between(1, 6))]
    levels = [2] + [3 if rng.chance(35) else 2 for _ in range(headings - 1)]
    weights = [rng.between(2, 6) for _ in range(headings + 1)]
    extras = [[] for _ in weights]
    for kind, percent, most in (("code", 40, 3), ("list", 45, 2), ("steps", 15, 1), ("table", 12, 1), ("quote", 8, 1)):
        if key.kind == "page" and rng.chance(percent):
            for _ in range(rng.between(1, most)):
                rng.pick(extras).append(kind)
    places = [[] for _ in weights]
    for to in links:
        rng.pick(places).append(to)
    for i, weight in enumerate(weights):
        level = levels[i - 1] if i else None
        share = max(4, words * weight // sum(weights))
        yield level, key.anchor if i == 1 else None, share, places[i], extras[i]


def _note(keys, key, rng):
    """The parts of a note: the id of its first heading, links, whether items are a list, how many stand below each heading.

    The first items stand below none.
    """
    links = [Link(_target(keys, key, rng), False) for _ in range(rng.between(0, 2))]
    groups = rng.pick([1, 1, 1, 1, 1, 1, 1, 2, 2, 3])
    items = rng.between(4, 8)
    counts = [items * (i + 1) // groups - items * i // groups for i in range(groups)]
    return key.anchor, links, rng.chance(60), counts


def _target(keys, key, rng):
    """The page a link leads to: mostly one of the same section, else any."""
    family = key.children if key.is_index else key.parent.children
    others = [k for k in family if k is not key]
    if others and rng.chance(65):
        return rng.pick(others)
    target = rng.pick(keys[1:])
    return target if target is not key else keys[0]


class _Writer:
    """Writes the blocks of one page."""

    def __init__(self, vocabulary, rng, link):
        self.vocabulary = vocabulary
        self.rng = rng
        self.link = link

    def sentence(self, count):
        """A sentence of so many words."""
        rng = self.rng
        words = rng.many(self.vocabulary.table, count)
        if count > 9:
            words[rng.between(2, count - 4)] += self.vocabulary.comma
        return capital(" ".join(words)) + "."

    def marked(self, count):
        """A sentence, perhaps with a word in it that stands out."""
        text = self.sentence(count)
        draw = self.rng.below(100)
        if draw < 20:
            word = self.rng.pick(self.vocabulary.table)
            mark = "`" if draw < 9 else "**" if draw < 15 else "*"
            text = f"{text[:-1]} {mark}{word}{mark}."
        return text

    def paragraph(self, count, links):
        """A paragraph of about so many words with links in it."""
        sentences = []
        while count > 0:
            size = min(self.rng.between(6, 22), count)
            sentences.append(self.marked(size if count - size > 3 else count))
            count -= size if count - size > 3 else count
        for to in links:
            label = " ".join(self.rng.many(self.vocabulary.table, self.rng.between(1, 3)))
            at = self.rng.below(len(sentences))
            sentences[at] = f"{sentences[at][:-1]} [{label}]({self.link(to)})."
        return " ".join(sentences)

    def part(self, level, anchor, words, links, extras):
        """A heading and what stands below it."""
        rng, table = self.rng, self.vocabulary.table
        blocks = []
        if level:
            blocks.append(("heading", level, self.vocabulary.title(rng, rng.between(1, 5)), anchor))
        listed = words // 2 if any(e != "code" for e in extras) else 0
        paragraphs = []
        left = words - listed
        while left > 0:
            size = min(rng.between(25, 75), left)
            size = size if left - size > 8 else left
            paragraphs.append(size)
            left -= size
        for i, size in enumerate(paragraphs):
            blocks.append(("text", self.paragraph(size, links[i :: len(paragraphs)])))
        for extra in extras:
            if extra == "code":
                blocks.append(("code", *code.block(rng)))
            elif extra in ("list", "steps"):
                items = [self.marked(rng.between(2, 10)) for _ in range(max(2, min(9, listed // 6)))]
                marks = [f"{i}." if extra == "steps" else "-" for i in range(1, len(items) + 1)]
                blocks.append(("text", "\n".join(f"{mark} {item}" for mark, item in zip(marks, items))))
            elif extra == "quote":
                blocks.append(("text", "> " + self.sentence(max(4, min(30, listed)))))
            else:
                columns = rng.between(2, 4)
                cell = lambda: " ".join(rng.many(table, rng.between(1, 3)))  # noqa: E731
                row = lambda: "| " + " | ".join(cell() for _ in range(columns)) + " |"  # noqa: E731
                rows = [row(), "|" + " --- |" * columns, *(row() for _ in range(rng.between(2, 6)))]
                blocks.append(("text", "\n".join(rows)))
        return blocks

    def note(self, anchor, links, listed, counts):
        """A sentence or two, then items, each with a command."""
        rng = self.rng
        blocks = [("text", self.paragraph(rng.between(6, 16), links))]
        for group, count in enumerate(counts):
            if group:
                blocks.append(("heading", 2, self.vocabulary.title(rng, rng.between(1, 4)), anchor if group == 1 else None))
            items = [f"{self.sentence(rng.between(3, 6))[:-1]}: `{code.command(rng)}`" for _ in range(count)]
            blocks += [("text", "\n".join(f"- {item}" for item in items))] if listed else [("text", item) for item in items]
        return blocks


def markdown(page, ids=True):
    """A page's text in Markdown. `ids`: whether headings say their id."""
    out = []
    for block in page.blocks:
        if block[0] == "heading":
            _, level, text, anchor = block
            out.append("#" * level + " " + text + (f" {{#{anchor}}}" if ids and anchor else ""))
        elif block[0] == "code":
            out.append("\n".join([f"```{block[1]}", *block[2], "```"]))
        else:
            out.append(block[1])
    return "\n\n".join(out) + "\n"
