"""Writes a corpus as a site for one of the generators.

A layout is a module with `THEME`, the folder its theme is copied to, `settings(corpus, writer)` for what a site has once,
and `pages(corpus, writer, lang)` for the pages of a language.
"""

import shutil
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from . import layout_cobalt, layout_hugo, layout_mdbook, layout_polku, layout_zensical
from .words import LANGUAGES

LAYOUTS = {
    "polku": layout_polku,
    "hugo": layout_hugo,
    "mdbook": layout_mdbook,
    "cobalt": layout_cobalt,
    "zensical": layout_zensical,
}

_THEMES = Path(__file__).resolve().parent.parent / "themes"


class Writer:
    """Writes files below a folder and counts them."""

    def __init__(self, root):
        self.root = Path(root)
        self.files = 0
        self.bytes = 0
        self._folders = set()

    def file(self, path, text):
        """Writes a text file."""
        target = self.root / path
        if target.parent not in self._folders:
            target.parent.mkdir(parents=True, exist_ok=True)
            self._folders.add(target.parent)
        data = text.encode()
        target.write_bytes(data)
        self.files += 1
        self.bytes += len(data)

    def copy(self, source, path):
        """Copies a folder's files."""
        for file in sorted(source.rglob("*")):
            if file.is_file():
                target = self.root / path / file.relative_to(source)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(file, target)
                self.files += 1
                self.bytes += target.stat().st_size


def write(corpus, peer, out):
    """Writes the site; returns the number of files and of bytes."""
    layout = LAYOUTS[peer]
    writer = Writer(out)
    if (_THEMES / peer).is_dir():
        writer.copy(_THEMES / peer, layout.THEME)
    layout.settings(corpus, writer)
    files, size = writer.files, writer.bytes
    with ProcessPoolExecutor() as pool:
        for more, bigger in pool.map(_language, [(corpus, peer, out, lang) for lang in LANGUAGES]):
            files, size = files + more, size + bigger
    return files, size


def _language(job):
    corpus, peer, out, lang = job
    writer = Writer(out)
    LAYOUTS[peer].pages(corpus, writer, lang)
    return writer.files, writer.bytes
