"""Builds of one size, one generator after the other, round by round; every result a record for the report.

A record: {"pages", "row", "seconds", "peak", "files", "bytes", "html", "error", "note", "floor"}; `floor` is the least peak
that could have been seen.
"""

import shutil
import subprocess
import sys
import time
from pathlib import Path

from . import measure
from .edits import Edits

_CORPUS = Path(__file__).resolve().parent.parent / "corpus.py"

DEFAULT_THEME = "polku, default theme"
UNCHANGED = "polku, nothing changed"
BODY = "polku, a page's text changed"
TITLE = "polku, a page's title changed"
COPY = "cp -r of polku's output"
DEFAULT_COPY = "cp -r of it, default theme"
# With which copy a row is compared: that of its own output.
COPY_OF = {DEFAULT_THEME: DEFAULT_COPY, "polku": COPY, UNCHANGED: COPY, BODY: COPY, TITLE: COPY}

# Polku trusts the times of files that were written more than two seconds before the build that remembers them.
_SETTLED = 2.1


class Contest:
    """All builds of one size. A generator that failed once is not asked again."""

    def __init__(self, folder, pages, seed, timeout, say, kind="docs"):
        self.folder = folder / f"{kind}-{pages}"
        self.pages = pages
        self.kind = kind
        self.seed = seed
        self.timeout = timeout
        self.say = say
        self.records = []
        self.failed = set()

    def site(self, layout):
        """The corpus in the layout for a generator; made in a process of its own, so that this one stays small."""
        site = self.folder / f"site-{layout}"
        if not site.exists():
            half = self.folder / f"half-{layout}"
            shutil.rmtree(half, ignore_errors=True)
            command = [sys.executable, str(_CORPUS), "--pages", str(self.pages), "--seed", str(self.seed)]
            command += ["--kind", self.kind, "--for", layout]
            subprocess.run([*command, "--out", str(half)], check=True, stdout=subprocess.DEVNULL)
            half.rename(site)
        return site

    def missing(self, row, why):
        """A generator that cannot take part."""
        self._add(row, measure.Run(0, 0, error=why), None)

    def round(self, peer):
        """One generator's turn; what goes wrong around it, as a full disk, is its result."""
        try:
            self.polku(peer) if peer.layout == "polku" else self.cold(peer)
        except (OSError, subprocess.CalledProcessError) as error:
            self.failed.add(peer.name)
            self.missing(peer.name, str(error))

    def cold(self, peer):
        """A build into an empty folder, with no cache."""
        if peer.name in self.failed:
            return
        site = self.site(peer.layout)
        out = self.output(peer)
        self._clean(peer, site, out)
        self._build(peer.name, peer, site, out)
        if peer.layout != "polku":
            self._clean(peer, site, out)

    def polku(self, peer):
        """Polku: cold with its own theme and with the templates that all have, each with copying what it wrote, which no
        generator can be faster than; then again with little or no change.
        """
        if peer.name in self.failed:
            return
        site, out = self.site("polku"), self.output(peer)
        settings = site / "book.toml"
        common = settings.read_text(encoding="utf-8")
        settings.write_text(common.replace('theme = "bench"', 'theme = "polku"'), encoding="utf-8")
        self._clean(peer, site, out)
        time.sleep(_SETTLED)
        self._build(DEFAULT_THEME, peer, site, out)
        self._copy(DEFAULT_COPY, peer, out)
        settings.write_text(common, encoding="utf-8")
        self.failed.discard(peer.name)
        # The build that remembers the files is this one, so it is the one to wait before.
        time.sleep(_SETTLED)
        self.cold(peer)
        if peer.name in self.failed:
            return
        self._copy(COPY, peer, out)
        before = measure.snapshot(out)
        self._build(UNCHANGED, peer, site, out)
        touched = measure.changed_since(before, measure.snapshot(out))
        if touched:
            self.records[-1]["note"] = f"{len(touched)} files of the output were touched, such as {touched[0]}"
        edits = Edits(site, self.pages, self.seed)
        try:
            edits.body(edits.key(0, 1), "Ostupolku.")
            self._build(BODY, peer, site, out)
            edits.title(edits.key(0, 1), "Ostupolku")
            self._build(TITLE, peer, site, out)
        finally:
            edits.undo()
        self._clean(peer, site, out)

    def output(self, peer):
        """Where a generator writes to."""
        if peer.writes:
            return self.site(peer.layout) / peer.writes
        return self.folder / f"out-{peer.layout}"

    def clear(self):
        """Removes everything of this size."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _clean(self, peer, site, out):
        shutil.rmtree(out, ignore_errors=True)
        for name in peer.leaves:
            path = site / name
            path.unlink() if path.is_file() else shutil.rmtree(path, ignore_errors=True)

    def _build(self, row, peer, site, out):
        total = measure.Run(0.0, 0)
        for command in peer.build(site, out):
            one = measure.run(command, env=peer.env, timeout=max(1.0, self.timeout - total.seconds))
            total = measure.Run(total.seconds + one.seconds, max(total.peak, one.peak), one.floor, one.error)
            if one.error:
                self.failed.add(peer.name)
                break
        self._add(row, total, out, peer.note)

    def _copy(self, row, peer, out):
        if peer.name in self.failed:
            return
        copy = self.folder / "copy"
        shutil.rmtree(copy, ignore_errors=True)
        self._add(row, measure.run(["cp", "-r", str(out), str(copy)], timeout=self.timeout), copy)
        shutil.rmtree(copy, ignore_errors=True)

    def _add(self, row, run, out, note=""):
        files = size = html = 0
        if out and not run.error:
            files, size, html = measure.folder_size(out)
            if html < self.pages:
                run.error = f"wrote {html} pages of {self.pages}"
        self.records.append({
            "pages": self.pages, "row": row, "seconds": run.seconds, "peak": run.peak, "files": files,
            "bytes": size, "html": html, "error": run.error, "note": note, "floor": run.floor,
        })  # fmt: skip
        self.say(f"{self.pages} {row}: " + (run.error or f"{run.seconds:.2f} s"))
