"""Files of the workspace: read as UTF-8 text, written whole or not at all."""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from pathlib import Path

from newsletter.errors import DiskFull, Mistake, MistakesError, NewsletterError, NotFound


def text_of(file: Path, kind: str, *, with_mark: bool = False) -> str:
    """Return the text of a UTF-8 file; ``with_mark`` keeps its byte order mark, to write it back.

    Raises `NotFound` when there is none, `MistakesError` with the line where it is not UTF-8,
    `NewsletterError` when it cannot be read.
    """
    data = bytes_of(file, kind)
    if (zero := data.find(0)) >= 0:
        raise _no_utf_8(file, data, zero, "a byte of nothing but zeros, as UTF-16 has")
    try:
        return data.decode("utf-8" if with_mark else "utf-8-sig")
    except UnicodeDecodeError as error:
        found = f"the byte {data[error.start]:#04x}, which is not UTF-8"
        raise _no_utf_8(file, data, error.start, found) from error


def _no_utf_8(file: Path, data: bytes, position: int, found: str) -> MistakesError:
    line = data.count(b"\n", 0, position) + 1
    expected = "text in UTF-8 (in your editor: save as, encoding UTF-8)"
    return MistakesError((Mistake(str(file), line, "", found, expected),))


def bytes_of(file: Path, kind: str) -> bytes:
    """Return the bytes of a file. Raises `NotFound` or `NewsletterError`."""
    try:
        return file.read_bytes()
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError) as error:
        raise NotFound(kind, str(file)) from error
    except OSError as error:
        raise NewsletterError(f"{file} cannot be read: {error.strerror}") from error


def whole(file: Path, data: bytes, *, by: Path | None = None, mode: int = 0o644) -> None:
    """Write ``data`` so that ``file`` is as it was or complete, and on the disk, whatever stops us.

    It is written beside (or at ``by``, on the same disk) and renamed, which is atomic only there.
    Raises `DiskFull` or `NewsletterError`; then nothing half-written is left.
    """
    draft = by or file.with_name(f".{file.name}.new")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(file)
    except OSError as error:
        raise _in_words(error, file) from error
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)


def make_folder(folder: Path) -> None:
    """Make a folder and those it is in, where they are missing. Raises as `whole`."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _in_words(error, folder) from error


def _in_words(error: OSError, file: Path) -> NewsletterError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        hint = "Make room and repeat the command: it goes on where it stopped."
        return DiskFull(f"no space is left: {file} was not written", hint)
    return NewsletterError(f"{file} cannot be written: {error.strerror}")
