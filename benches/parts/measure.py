"""Runs a command and says how long it took and how much memory it had at most; sizes of folders."""

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

_RUNNER = Path(__file__).resolve().parent / "runner.py"


@dataclass
class Run:
    """One measured run. `error` is None if it went well. A `peak` that is not above `floor` may have been lower."""

    seconds: float
    peak: int  # bytes
    floor: int = 0
    error: "str | None" = None


def run(command, env=None, timeout=1200.0):
    """Runs a command to its end, or kills it and all it started when its time is over."""
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "said"
        job = {"command": [str(part) for part in command], "env": env or {}, "timeout": timeout, "output": str(output)}
        done = subprocess.run(
            [sys.executable, "-I", "-S", str(_RUNNER)], input=json.dumps(job), capture_output=True, text=True, check=True
        )
        result = json.loads(done.stdout)
        said = output.read_text(encoding="utf-8", errors="replace") if output.exists() else ""
    if result["failed"]:
        return Run(0.0, 0, 0, f"cannot be started: {result['failed']}")
    error = None
    if result["late"]:
        error = f"not done after {timeout:.0f} s"
    elif result["code"] != 0:
        error = f"{_code(result['code'])}: {_last_line(said)}"
    return Run(result["seconds"], result["peak"], result["floor"], error)


def _code(code):
    return f"killed by signal {-code}" if code < 0 else f"exit code {code}"


def _last_line(said):
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    return lines[-1][:200] if lines else "said nothing"


def folder_size(folder):
    """The files below a folder: how many, their bytes, and how many of them are HTML."""
    files = size = pages = 0
    pending = [str(folder)]
    while pending:
        with os.scandir(pending.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    pending.append(entry.path)
                else:
                    files += 1
                    size += entry.stat(follow_symlinks=False).st_size
                    pages += entry.name.endswith(".html")
    return files, size, pages


def changed_since(before, after):
    """The files whose time or inode differs between two snapshots, or that are in one only."""
    return sorted(path for path in before.keys() | after.keys() if before.get(path) != after.get(path))


def snapshot(folder):
    """By path: each file's time of change and inode."""
    found = {}
    for base, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(base, name)
            stat = os.lstat(path)
            found[os.path.relpath(path, folder)] = (stat.st_mtime_ns, stat.st_ino)
    return found


def machine():
    """What ran it: cores, processor, memory, system."""
    name = "unknown"
    try:
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                name = line.split(":", 1)[1].strip()
                break
    except OSError:
        pass
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    system = os.uname()
    return {
        "cores": os.cpu_count(),
        "processor": name,
        "memory": pages,
        "system": f"{system.sysname} {system.release} {system.machine}",
    }
