#!/usr/bin/env python3
"""Counts the instructions of a build and compares them with the last ones written down.

    python3 benches/guard.py              compares with baseline.json beside this file
    python3 benches/guard.py --update     writes baseline.json

A count hardly depends on how busy the machine is: from run to run it differs by about one per mille (seeds of hash
tables, waiting threads), so losses show that a clock would not. It is taken by valgrind's callgrind, of a site of 1,000
pages (see corpus.py) on one thread, twice: of a first build, and of the next one after one page's text was changed.

A count is no time: waiting and caches are not in it. And its absolute value holds for one kind of machine only, for
libraries choose their routines by what the processor can do. So the baseline says what it was taken on (processor
features, valgrind, C library), and a difference there is told. Compare figures of one machine, or write a new
baseline first. Exits with 0 unless a build fails.
"""

import argparse
import json
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from parts.edits import Edits  # noqa: E402

HERE = Path(__file__).resolve().parent
FEATURES = ["sse4_2", "avx", "avx2", "bmi1", "bmi2", "avx512f", "avx512bw", "erms", "fsrm", "asimd", "sve"]


def main():
    """Counts, compares, and writes if told to."""
    args = arguments()
    if not shutil.which("valgrind"):
        print("valgrind is missing, so nothing was counted; on Debian: apt-get install valgrind")
        return 0
    if not args.polku.exists():
        sys.exit(f"there is no {args.polku}: cargo build --release, or --polku PATH")
    counts = count(args.polku, args.pages)
    now = {"pages": args.pages, "machine": machine(), "instructions": counts}
    before = json.loads(args.baseline.read_text(encoding="utf-8")) if args.baseline.exists() else None
    compare(before, now)
    if args.update:
        args.baseline.write_text(json.dumps(now, indent=2) + "\n", encoding="utf-8")
        print(f"wrote {args.baseline.name}")
    elif before is None:
        print("there is no baseline yet: --update writes one")
    return 0


def count(polku, pages):
    """The instructions of a cold build, and of a warm one after an edit."""
    fast = "/dev/shm" if Path("/dev/shm").is_dir() else None
    with tempfile.TemporaryDirectory(prefix="polku-guard-", dir=fast) as folder:
        site, out = Path(folder) / "site", Path(folder) / "out"
        corpus = [sys.executable, str(HERE / "corpus.py"), "--pages", str(pages), "--out", str(site)]
        subprocess.run(corpus, check=True, stdout=subprocess.DEVNULL)
        cold = instructions(polku, site, out)
        edits = Edits(site, pages)
        edits.body(edits.key(0, 1), "Ostupolku.")
        return {"cold": cold, "warm": instructions(polku, site, out)}


def instructions(polku, site, out):
    """The instructions of one build."""
    command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", str(polku), "build", "--jobs", "1", "--quiet"]
    done = subprocess.run([*command, "--root", str(site), "--out", str(out)], capture_output=True, text=True, check=False)
    found = re.search(r"Collected\s*:\s*(\d+)", done.stderr)
    if done.returncode != 0 or not found:
        sys.exit(f"the build failed with exit code {done.returncode}:\n{done.stderr[-2000:]}")
    return int(found.group(1))


def compare(before, now):
    """Prints the counts and how they changed."""
    same_size = before is not None and before["pages"] == now["pages"]
    for name, new in now["instructions"].items():
        old = before["instructions"].get(name) if same_size else None
        change = f"  {100 * (new - old) / old:+.2f} %  (was {old:,})" if old else ""
        print(f"{name}: {new:,} instructions, {new // now['pages']:,} a page{change}")
    if before is not None and not same_size:
        print(f"the baseline is of {before['pages']:,} pages, so nothing is compared")
    if same_size:
        for name, value in now["machine"].items():
            if before["machine"].get(name) != value:
                print(f"note: {name} differs from the baseline's: {value}, was {before['machine'].get(name)}")


def machine():
    """What the counts depend on besides the program."""
    flags = set()
    try:
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith(("flags", "Features")):
                flags = set(line.split(":", 1)[1].split())
                break
    except OSError:
        pass
    valgrind = subprocess.run(["valgrind", "--version"], capture_output=True, text=True, check=False).stdout.strip()
    return {
        "architecture": platform.machine(),
        "features": " ".join(name for name in FEATURES if name in flags),
        "valgrind": valgrind,
        "libc": " ".join(platform.libc_ver()),
    }


def arguments():
    """The arguments."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    default = HERE.parent / "target" / "release" / "polku"
    parser.add_argument("--polku", type=Path, default=default, metavar="PATH")
    parser.add_argument("--pages", type=int, default=1000, metavar="N", help="size of the site (default: %(default)s)")
    parser.add_argument("--baseline", type=Path, default=HERE / "baseline.json", metavar="FILE")
    parser.add_argument("--update", action="store_true", help="write the baseline")
    args = parser.parse_args()
    args.polku = args.polku.resolve()
    return args


if __name__ == "__main__":
    sys.exit(main())
