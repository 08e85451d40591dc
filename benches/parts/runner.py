"""Runs one command and measures it, from a process that is itself small: on Linux a process is never said to have had less
memory than the one that started it.

Reads {"command", "env", "timeout", "output"} from standard input and writes {"code", "seconds", "peak", "floor", "late",
"failed"} to standard output, both as JSON. `output` is the file for what the command says.
"""

import json
import os
import signal
import sys
import time


def main():
    """Does the one run."""
    job = json.load(sys.stdin)
    files = [
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, job["output"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600),
        (os.POSIX_SPAWN_DUP2, 1, 2),
    ]
    late = []
    start = time.perf_counter()
    try:
        child = os.posix_spawnp(
            job["command"][0], job["command"], {**os.environ, **job["env"]}, file_actions=files, setpgroup=0
        )
    except OSError as error:
        print(json.dumps({"failed": error.strerror}))
        return

    def stop(*_):
        late.append(True)
        os.killpg(child, signal.SIGKILL)

    signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, job["timeout"])
    _, status, usage = os.wait4(child, 0)
    seconds = time.perf_counter() - start
    signal.setitimer(signal.ITIMER_REAL, 0)
    # macOS counts in bytes, Linux in units of 1,024.
    unit = 1 if sys.platform == "darwin" else 1024
    result = {
        "code": os.waitstatus_to_exitcode(status),
        "seconds": seconds,
        "peak": usage.ru_maxrss * unit,
        "floor": own_peak() or 0,
        "late": bool(late),
        "failed": None,
    }
    print(json.dumps(result))


def own_peak(process="self"):
    """The most memory a running process has had so far, in bytes; None where the system does not tell."""
    try:
        with open(f"/proc/{process}/status", encoding="utf-8") as status:
            for line in status:
                if line.startswith("VmHWM:"):
                    return int(line.split()[1]) * 1024
    except OSError:
        pass
    return None


if __name__ == "__main__":
    main()
