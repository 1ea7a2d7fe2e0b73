"""Runs the real command in a process of its own, as a shell would, but loads the program once.

`run` is for tests. Run as a script this is the process that has loaded the program; for each
command it splits off one that goes on as `newsletter.cli.main`, with an input, an output and an
end of its own. What starting Python anew tells (how fast help comes, what is loaded for it, Ctrl-C
while it loads, the installed script) is tested by processes that do. Windows splits no process;
there every command starts anew.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from functools import cache
from importlib import import_module
from pathlib import Path

from newsletter.cli import main

_SECONDS = 120  # until a command counts as hanging; nothing is measured by it
_LOADED = (  # what commands load where they use it; whatever is missing here is only slower
    "newsletter.adapters.feeds",
    "newsletter.adapters.http",
    "newsletter.adapters.outbox",
    "newsletter.adapters.templates",
    "newsletter.cli.root",
    "newsletter.flows.issues",
    "newsletter.flows.sources",
    "newsletter.stages.merge",
    "newsletter.stages.status",
    "newsletter.store.migrate",
    "markdown_it",
    "premailer",
)
_one_at_a_time = threading.Lock()


def run(
    *arguments: str, cwd: Path | None = None, stdin: int | None = None
) -> subprocess.CompletedProcess[str]:
    """Run ``newsletter`` with these arguments in the folder ``cwd``; return how it ended.

    ``stdin`` is an open file, which stays open; without one there is nothing to read.
    """
    with (
        open(os.devnull, "rb") as nothing,
        tempfile.TemporaryFile() as asked,
        tempfile.TemporaryFile() as out,
        tempfile.TemporaryFile() as err,
    ):
        asked.write(json.dumps([arguments, str(cwd or Path.cwd()), dict(os.environ)]).encode())
        asked.flush()
        given = nothing.fileno() if stdin is None else stdin
        code = _ended(arguments, cwd, [given, out.fileno(), err.fileno(), asked.fileno()])
        for file in (out, err):
            file.seek(0)
        return subprocess.CompletedProcess(
            arguments, code, out.read().decode(), err.read().decode()
        )


def _ended(arguments: tuple[str, ...], cwd: Path | None, files: list[int]) -> int:
    if sys.platform == "win32":
        command = [sys.executable, "-m", "newsletter", *arguments]
        stdin, stdout, stderr, _ = files
        return subprocess.run(
            command, cwd=cwd, stdin=stdin, stdout=stdout, stderr=stderr, check=False
        ).returncode
    with _one_at_a_time:
        channel = _loaded()
        socket.send_fds(channel, [b"?"], files)
        return int(channel.recv(16))


@cache
def _loaded() -> socket.socket:
    """Return the way to the process that has loaded the program; that ends when this one does."""
    here, there = socket.socketpair()
    command = [sys.executable, __file__, str(there.fileno())]
    process = subprocess.Popen(
        command,
        pass_fds=[there.fileno()],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C at the terminal is for the tests
    )
    there.close()

    def end() -> None:
        here.close()
        process.wait()

    atexit.register(end)
    return here


# --- the process ----------------------------------------------------------------------------


def _serve(channel: socket.socket) -> None:
    """Split off a process for each command; in that, return with everything ready for it."""
    for name in _LOADED:
        import_module(name)
    gc.freeze()  # or every command would copy all of it, to look whether it is garbage
    while files := socket.recv_fds(channel, 1, 4)[1]:
        pid = os.fork()
        if pid == 0:
            channel.close()
            _become(files)
            return
        for file in files:
            os.close(file)
        _, status = os.waitpid(pid, 0)
        channel.send(str(os.waitstatus_to_exitcode(status)).encode())
    sys.exit()


def _become(files: list[int]) -> None:
    signal.alarm(_SECONDS)
    *standard, asked = files
    for number, file in enumerate(standard):
        os.dup2(file, number)
        os.close(file)
    with os.fdopen(asked, "rb") as words:
        words.seek(0)  # whoever wrote them left off at their end
        arguments, folder, environment = json.load(words)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    sys.argv[1:] = arguments


if __name__ == "__main__":
    _serve(socket.socket(fileno=int(sys.argv[1])))
    main()
