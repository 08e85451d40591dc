"""The generators Polku is compared with: how each is installed, asked for its version, and run."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from .words import LANGUAGES

# Versions that the settings and templates here were written for. The figures name them.
PINNED = {"hugo": "0.168.0", "zensical": "0.0.73", "mdbook": "0.5.4", "cobalt-bin": "0.20.4"}


@dataclass
class Peer:
    """A generator. `build(site, out)` is the commands of one build, one after the other."""

    name: str
    layout: str
    program: Path
    build: "callable"
    env: dict = field(default_factory=dict)
    # Folders in the site that a build leaves behind, which the next cold one must not find.
    leaves: tuple = ()
    # Where in the site it writes to, if it can write nowhere else.
    writes: "str | None" = None
    note: str = ""


def polku(program):
    """Polku itself, with the templates that all have."""
    return Peer(
        "polku",
        "polku",
        Path(program),
        lambda site, out: [[str(program), "build", "--quiet", "--root", str(site), "--out", str(out)]],
        leaves=(".polku", "public"),
    )


def others(folder):
    """The peers as installed below a folder; where one is not installed, its program does not exist."""
    python = folder / "py"
    hugo = _hugo(python)
    mdbook = folder / "rust" / "bin" / "mdbook"
    cobalt = folder / "rust" / "bin" / "cobalt"
    zensical = python / "bin" / "zensical"

    def hugo_build(site, out):
        return [[str(hugo), "--quiet", "--source", str(site), "--destination", str(out)]]

    # Nothing of an earlier run: caches go to the folder that is emptied.
    hugo_env = {"HUGO_CACHEDIR": str(folder / "hugo-cache")}
    return [
        Peer("hugo", "hugo", hugo, hugo_build, hugo_env, leaves=("public", "resources", ".hugo_build.lock")),
        Peer(
            "hugo, no feeds",
            "hugo",
            hugo,
            hugo_build,
            {**hugo_env, "HUGO_DISABLEKINDS": "rss"},
            leaves=("public", "resources", ".hugo_build.lock"),
            note="by default Hugo writes a feed for every section and tag",
        ),
        Peer(
            "mdbook",
            "mdbook",
            mdbook,
            lambda site, out: [
                [str(mdbook), "build", str(site / lang), "--dest-dir", str(out / lang)]
                for lang in LANGUAGES
            ],
            note="a book a language, one after the other; no lists beside the pages, no links between languages, "
            "code is highlighted by the browser",
        ),
        Peer(
            "cobalt",
            "cobalt",
            cobalt,
            lambda site, out: [[str(cobalt), "build", "--config", str(site / "_cobalt.yml"), "--destination", str(out)]],
            leaves=("_site",),
            note="lists, neighbours and links are given to it ready-made; no ids for headings, no tag pages",
        ),
        Peer(
            "zensical",
            "zensical",
            zensical,
            lambda site, out: [[str(zensical), "build", "--config-file", str(site / "zensical.toml")]],
            leaves=(".cache", "site"),
            writes="site",
            note="also makes a search index and copies its own theme's files; no tag pages",
        ),
    ]


def _hugo(python):
    """The program inside the Python package: its command is a Python script that starts it."""
    found = sorted(python.glob("lib/python*/site-packages/hugo/binaries/hugo*"))
    return next((path for path in found if os.access(path, os.X_OK)), python / "bin" / "hugo")


def version(peer):
    """What a peer says its version is."""
    flag = "version" if peer.program.name.startswith("hugo") else "--version"
    try:
        done = subprocess.run([str(peer.program), flag], capture_output=True, text=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    line = (done.stdout or done.stderr).strip().splitlines()[:1]
    words = line[0].split() if line else []
    return next((word.split("-")[0].lstrip("v").rstrip(",") for word in words if word.lstrip("v")[:1].isdigit()), None)


def install(folder, wanted, say):
    """Installs what is wanted and not there yet. Returns, by layout, why one could not be installed."""
    folder.mkdir(parents=True, exist_ok=True)
    failed = {}
    have = {peer.layout: peer.program.exists() for peer in others(folder)}
    for name in sorted(wanted):
        if name == "polku" or have.get(name):
            continue
        say(f"installing {name} ...")
        error = _install(folder, name)
        if error:
            failed[name] = f"could not be installed: {error}"
    return failed


def _install(folder, name):
    if name in ("hugo", "zensical"):
        python = folder / "py"
        if not python.exists():
            error = _call([sys.executable, "-m", "venv", str(python)])
            if error:
                return error
        return _call([str(python / "bin" / "pip"), "install", "--quiet", f"{name}=={PINNED[name]}"])
    if not shutil.which("cargo"):
        return "cargo is missing"
    crate = {"mdbook": "mdbook", "cobalt": "cobalt-bin"}[name]
    command = ["cargo", "install", "--quiet", "--jobs", "1", "--locked", f"{crate}@{PINNED[crate]}"]
    return _call([*_nice(), *command, "--root", str(folder / "rust"), "--target-dir", str(folder / "target")])


def _nice():
    return ["nice", "-n", "15"] if shutil.which("nice") else []


def _call(command):
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=3600, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    if done.returncode == 0:
        return None
    lines = [line for line in done.stderr.splitlines() if line.strip()]
    return lines[-1].strip()[:200] if lines else f"exit code {done.returncode}"
