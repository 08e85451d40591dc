"""Changes to single pages of a corpus for Polku or Hugo, and taking them back."""

from pathlib import Path

from .pages import Corpus
from .words import LANGUAGES


class Edits:
    """Changes pages of the corpus' first language."""

    def __init__(self, site, pages, seed=1):
        self.site = Path(site)
        self.keys = [key for key in Corpus(pages, seed).keys if key.kind == "page"]
        self._kept = {}

    def key(self, number, of):
        """The page to change: so many are spread evenly over the site."""
        return self.keys[(2 * number + 1) * len(self.keys) // (2 * of)]

    def file(self, key):
        """A page's file."""
        return self.site / "content" / LANGUAGES[0] / f"{key.name}.md"

    def url(self, key):
        """A page's path on a server."""
        return f"/{LANGUAGES[0]}/{key.name}/"

    def body(self, key, text):
        """Puts a sentence at the end of a page."""
        file = self.file(key)
        before = self._keep(file)
        file.write_bytes(before + f"\n{text}\n".encode())

    def title(self, key, text):
        """Gives a page another title."""
        file = self.file(key)
        lines = self._keep(file).decode().split("\n")
        at = next(i for i, line in enumerate(lines) if line.startswith("title: "))
        lines[at] = f'title: "{text}"'
        file.write_bytes("\n".join(lines).encode())

    def _keep(self, file):
        return self._kept.setdefault(file, file.read_bytes())

    def undo(self):
        """Every changed page as it was."""
        for file, before in self._kept.items():
            file.write_bytes(before)
        self._kept.clear()
