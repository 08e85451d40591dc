"""How long `serve` takes: from its start to the first page, and from a saved file to the page with the new text."""

import http.client
import os
import signal
import socket
import subprocess
import threading
import time

from .edits import Edits
from .runner import own_peak

EDITS = 20
_STEP = 0.002
# Between two edits: what the server still does after it has answered is not to be counted to the next.
_REST = 0.3


def free_port():
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def polku_command(program, site, port):
    """`polku serve`."""
    return [str(program), "serve", "--quiet", "--root", str(site), "--port", str(port)]


def hugo_command(program, site, port):
    """`hugo server`, with its defaults: it watches, and renders into memory."""
    return [str(program), "server", "--quiet", "--source", str(site), "--bind", "127.0.0.1", "--port", str(port)]


def measure(command, port, site, pages, seed=1, timeout=1200.0, events=None, env=None):
    """Starts a server and edits pages. `events`: the path of a stream that says when there is something new.

    Returns {"start", "edits": [seconds], "polled": [seconds], "peak", "error"}; with a stream, `edits` are told by
    it, and half of the edits are polled for all the same.
    """
    result = {"start": None, "edits": [], "polled": [], "peak": 0, "error": None}
    edits = Edits(site, pages, seed)
    began = time.perf_counter()
    server = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        start_new_session=True, env={**os.environ, **(env or {})},
    )  # fmt: skip
    try:
        deadline = began + timeout
        _wait(port, edits.url(edits.key(0, 1)), b"<h1", deadline, server)
        result["start"] = time.perf_counter() - began
        stream = Events(port, events) if events else None
        for number in range(EDITS):
            time.sleep(_REST)
            key = edits.key(number, EDITS)
            word = f"Muudatus{number}x{os.getpid()}."
            told = stream.seen if stream else None
            saved = time.perf_counter()
            edits.body(key, word)
            if stream:
                _told(port, edits.url(key), word.encode(), stream, told, saved + 60)
            else:
                _wait(port, edits.url(key), word.encode(), saved + 60, server)
            result["edits"].append(time.perf_counter() - saved)
        if stream:
            stream.close()
            for number in range(EDITS // 2):
                time.sleep(_REST)
                key = edits.key(number, EDITS // 2)
                word = f"Teine{number}x{os.getpid()}."
                saved = time.perf_counter()
                edits.body(key, word)
                _wait(port, edits.url(key), word.encode(), saved + 60, server)
                result["polled"].append(time.perf_counter() - saved)
    except (OSError, TimeoutError, http.client.HTTPException) as error:
        result["error"] = str(error) or type(error).__name__
    finally:
        edits.undo()
        result["peak"] = _end(server)
    return result


def _end(server):
    """Ends the server; returns the most memory it had."""
    if server.poll() is not None:
        return 0
    peak = own_peak(server.pid) or 0
    os.killpg(server.pid, signal.SIGKILL)
    server.wait()
    return peak


def _get(port, path):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        body = answer.read()
        return body if answer.status == 200 else b""
    finally:
        connection.close()


def _wait(port, path, text, deadline, server):
    """Asks for a page until it has a text."""
    while time.perf_counter() < deadline:
        try:
            if text in _get(port, path):
                return
        except ConnectionError:
            if server.poll() is not None:
                raise OSError(f"the server stopped with {server.returncode}") from None
        time.sleep(_STEP)
    raise TimeoutError(f"{path} did not have the new text in time")


def _told(port, path, text, stream, seen, deadline):
    """Waits for events and asks for the page after each, as a browser does."""
    while time.perf_counter() < deadline:
        seen = stream.wait(seen, deadline - time.perf_counter())
        if text in _get(port, path):
            return
    raise TimeoutError(f"{path} did not have the new text in time")


class Events:
    """Reads a stream of server-sent events and counts them."""

    def __init__(self, port, path):
        self.seen = 0
        self._news = threading.Condition()
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=None)
        self._connection.request("GET", path)
        self._answer = self._connection.getresponse()
        threading.Thread(target=self._read, daemon=True).start()
        self.wait(0, 30)

    def _read(self):
        try:
            while line := self._answer.fp.readline():
                # The body comes in chunks; only the lines with data matter, wherever they are cut.
                if line.startswith(b"data:"):
                    with self._news:
                        self.seen += 1
                        self._news.notify_all()
        except (OSError, ValueError, AttributeError):
            pass

    def wait(self, seen, timeout):
        """Waits until there were more events than so many; returns how many there were."""
        with self._news:
            if not self._news.wait_for(lambda: self.seen > seen, timeout):
                raise TimeoutError("no event came")
            return self.seen

    def close(self):
        """Ends the stream."""
        self._connection.close()
