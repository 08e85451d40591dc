"""Records and server measurements -> tables, for the terminal or in Markdown."""

import statistics

from .contest import COPY_OF

_MB = 1_000_000
_VALUES = ("seconds", "peak", "files", "bytes", "html", "floor")


def medians(records):
    """By (pages, row), in the order they first came: the medians of the runs that went well, else the first error."""
    groups = {}
    for record in records:
        groups.setdefault((record["pages"], record["row"]), []).append(record)
    result = {}
    for place, runs in groups.items():
        good = [run for run in runs if not run["error"]]
        if not good:
            result[place] = {"error": runs[0]["error"], "note": runs[0]["note"]}
            continue
        middle = {name: statistics.median(run[name] for run in good) for name in _VALUES}
        notes = [run["note"] for run in runs if run["note"]]
        failed = f"{len(runs) - len(good)} of {len(runs)} runs failed: {runs[-1]['error']}" if len(good) < len(runs) else ""
        each = [None if run["error"] else run["seconds"] for run in runs]
        result[place] = {**middle, "each": each, "runs": len(good), "error": None, "note": failed or (notes[0] if notes else "")}
    return result


def builds(records, base="polku"):
    """The builds as a table: a list of rows of text, the first of them the heads."""
    rows = [["pages", "what", "time", "a page", "× polku", "× cp -r", "memory", "output", "files", "HTML", "remark"]]
    found = medians(records)
    for (pages, row), run in found.items():
        if run["error"]:
            rows.append([f"{pages:,}", row, *["—"] * 8, run["error"]])
            continue
        times = [multiple(run, found.get((pages, of))) for of in (base, COPY_OF.get(row))]
        rows.append([
            f"{pages:,}", row, seconds(run["seconds"]), f"{run['seconds'] / pages * 1000:.2f} ms", *times, memory(run),
            f"{run['bytes'] / _MB:,.1f} MB", f"{run['files']:,.0f}", f"{run['html']:,.0f}", run["note"],
        ])  # fmt: skip
    return rows


def serving(servers):
    """The servers as a table. `servers`: [{"pages", "row", "start", "edits", "polled", "peak", "error"}]."""
    rows = [["pages", "server", "start to first page", "edit to page", "the slowest", "edit to page, polled", "memory", "remark"]]
    for server in servers:
        told, polled = server["edits"], server["polled"]
        if "polku" not in server["row"]:
            told, polled = [], told
        rows.append([
            f"{server['pages']:,}",
            server["row"],
            seconds(server["start"]),
            milliseconds(statistics.median(told) if told else None),
            milliseconds(max(told + polled, default=None)),
            milliseconds(statistics.median(polled) if polled else None),
            f"{server['peak'] / _MB:,.0f} MB",
            server["error"] or "",
        ])
    return rows


def multiple(run, of):
    """A run's time as a multiple of another's: the median of the rounds, since a machine may be slow for a whole round; a dash
    where there is no other."""
    rounds = zip(run.get("each", []), (of or {}).get("each", []))
    ratios = [mine / theirs for mine, theirs in rounds if mine and theirs]
    return f"{statistics.median(ratios):.2f}" if ratios else "—"


def memory(run):
    """A run's peak; one that is no higher than this script's own may have been lower."""
    return f"{'≤ ' if run['peak'] <= run['floor'] * 1.02 else ''}{run['peak'] / _MB:,.0f} MB"


def seconds(value):
    """A time in seconds."""
    return "—" if value is None else f"{value:.3f} s" if value < 1 else f"{value:.2f} s" if value < 100 else f"{value:.0f} s"


def milliseconds(value):
    """A time in milliseconds."""
    return "—" if value is None else f"{value * 1000:,.0f} ms"


def plain(rows):
    """A table for the terminal."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    line = lambda row: "  ".join(  # noqa: E731
        cell.ljust(width) if i in (1, len(row) - 1) else cell.rjust(width) for i, (cell, width) in enumerate(zip(row, widths))
    ).rstrip()
    return "\n".join(line(row) for row in rows)


def markdown(rows):
    """A table in Markdown."""
    last = len(rows[0]) - 1
    marks = ["---" if i in (1, last) else "--:" for i in range(last + 1)]
    cells = lambda row: "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |"  # noqa: E731
    return "\n".join([cells(rows[0]), cells(marks), *(cells(row) for row in rows[1:])])


def machine(facts, versions, kind):
    """One sentence on what ran it, and on which kind of pages."""
    programs = ", ".join(f"{name} {version}" for name, version in versions.items() if version)
    memory = f"{facts['memory'] / 2**30:.0f} GiB of memory"
    return f"{facts['cores']} cores of {facts['processor']}, {memory}, {facts['system']}; {programs}; pages: {kind}."
