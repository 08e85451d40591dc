#!/usr/bin/env python3
"""Compares Polku with other generators: the same pages, the same parts in the templates, on this machine.

    python3 benches/compare.py                        everything, at 1,000 and 10,000 and 100,000 pages
    python3 benches/compare.py --pages 1000 --only polku,hugo
    python3 benches/compare.py --kind notes --pages 38000 --only polku,hugo
    python3 benches/compare.py --growth               Polku alone, and a plot of how it grows

README.md beside this file says what is compared and what a figure means.
"""

import argparse
import json
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from parts import contest, growth, measure, peers, report, serving  # noqa: E402
from parts.pages import KINDS  # noqa: E402

REPOSITORY = Path(__file__).resolve().parent.parent
KNOWN = ["polku", "hugo", "mdbook", "cobalt", "zensical"]


def main():
    """Reads the arguments and does what they say."""
    args = arguments()
    if not args.polku.exists():
        sys.exit(f"there is no {args.polku}: cargo build --release, or --polku PATH")
    args.dir.mkdir(parents=True, exist_ok=True)
    polku = peers.polku(args.polku)
    everyone = [polku, *peers.others(args.dir / "peers")]
    if args.growth:
        return grow(args, polku)
    failed = {}
    if not args.skip_install:
        failed = peers.install(args.dir / "peers", args.only, say)
        everyone = [polku, *peers.others(args.dir / "peers")]
    wanted = [peer for peer in everyone if peer.layout in args.only]
    for peer in wanted:
        if peer.layout not in failed and not peer.program.exists():
            failed[peer.layout] = "is not installed"
    versions = {peer.name: peers.version(peer) for peer in wanted if peer.layout not in failed and peer.name in KNOWN}
    records, servers = [], []
    for pages in args.pages:
        one = contest.Contest(args.dir, pages, args.seed, args.timeout, say, args.kind)
        for peer in wanted:
            if peer.layout in failed:
                one.missing(peer.name, failed[peer.layout])
        able = [peer for peer in wanted if peer.layout not in failed]
        for _ in range(args.runs):
            for peer in able:
                one.round(peer)
        records += one.records
        if not args.no_serve:
            servers += serve(args, one, able)
        if not args.keep:
            one.clear()
        save(args, records, servers, versions)
    facts = measure.machine()
    print(report.machine(facts, versions, args.kind), end="\n\n")
    print(report.plain(report.builds(records)), end="\n\n")
    if servers:
        print(report.plain(report.serving(servers)))
    if args.markdown:
        tables = [report.machine(facts, versions, args.kind), report.markdown(report.builds(records))]
        tables += [report.markdown(report.serving(servers))] if servers else []
        args.markdown.write_text("\n\n".join(tables) + "\n", encoding="utf-8")
    return 0


def serve(args, one, able):
    """Measures the servers of one size, once: each makes many edits."""
    results = []
    for peer in able:
        if peer.name not in ("polku", "hugo") or peer.name in one.failed:
            continue
        port = serving.free_port()
        site = one.site(peer.layout)
        if peer.name == "polku":
            command, events = serving.polku_command(peer.program, site, port), "/_polku/events"
        else:
            command, events = serving.hugo_command(peer.program, site, port), None
        result = serving.measure(command, port, site, one.pages, args.seed, args.timeout, events, peer.env)
        results.append({"pages": one.pages, "row": f"{peer.name} serve", **result})
        say(f"{one.pages} {peer.name} serve: " + (result["error"] or f"{result['start']:.2f} s to the first page"))
    return results


def grow(args, polku):
    """Polku alone at growing sizes; writes the plot."""
    records, points = [], []
    for pages in args.pages or growth.SIZES:
        one = contest.Contest(args.dir, pages, args.seed, args.timeout, say, args.kind)
        for _ in range(args.runs):
            one.cold(polku)
        one.clear()
        records += one.records
        run = report.medians(one.records)[(pages, "polku")]
        if run["error"]:
            break
        points.append((pages, run["seconds"], run["peak"]))
    print(report.plain(report.builds(records)))
    save(args, records, [], {"polku": peers.version(polku)})
    if len(points) < 2:
        sys.exit("too few sizes for a plot")
    args.plot.parent.mkdir(parents=True, exist_ok=True)
    args.plot.write_text(growth.svg(points), encoding="utf-8")
    return 0


def save(args, records, servers, versions):
    """Writes the raw runs, after every size, so that a break loses little."""
    if args.json:
        raw = {
            "machine": measure.machine(),
            "versions": versions,
            "seed": args.seed,
            "kind": args.kind,
            "builds": records,
            "servers": servers,
        }
        args.json.write_text(json.dumps(raw, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def say(text):
    """Tells how far it is, on standard error."""
    print(text, file=sys.stderr, flush=True)


def arguments():
    """The arguments."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    fast = Path("/dev/shm") if os.path.isdir("/dev/shm") else Path(os.environ.get("TMPDIR", "/tmp"))
    parser.add_argument("--polku", type=Path, default=REPOSITORY / "target" / "release" / "polku", metavar="PATH")
    parser.add_argument("--dir", type=Path, default=fast / "polku-bench", help="a folder in memory (default: %(default)s)")
    parser.add_argument("--pages", type=sizes, default=None, metavar="N,N", help="default: 1000,10000,100000")
    parser.add_argument("--kind", choices=KINDS, default="docs", help="of pages, see corpus.py (default: %(default)s)")
    parser.add_argument("--runs", type=int, default=3, help="rounds (default: %(default)s)")
    parser.add_argument("--only", type=names, default=set(KNOWN), metavar="NAME,NAME", help=f"of {', '.join(KNOWN)}")
    parser.add_argument("--timeout", type=float, default=1200, metavar="SECONDS", help="of one run (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--skip-install", action="store_true", help="take the peers that are there")
    parser.add_argument("--no-serve", action="store_true", help="builds only")
    parser.add_argument("--keep", action="store_true", help="leave the sites where they are")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all single runs")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write the tables in Markdown")
    parser.add_argument("--growth", action="store_true", help="Polku alone at growing sizes, and a plot")
    parser.add_argument("--plot", type=Path, default=REPOSITORY / "docs/content/en/images/growth.svg", metavar="FILE")
    args = parser.parse_args()
    args.polku = args.polku.resolve()
    args.dir = args.dir.resolve()
    if args.pages is None and not args.growth:
        args.pages = [1_000, 10_000, 100_000]
    return args


def sizes(text):
    """Numbers of pages."""
    return [int(part) for part in text.split(",")]


def names(text):
    """Names of generators."""
    chosen = set(text.split(","))
    unknown = chosen - set(KNOWN)
    if unknown:
        raise argparse.ArgumentTypeError(f"unknown: {', '.join(sorted(unknown))}")
    return chosen


if __name__ == "__main__":
    sys.exit(main())
