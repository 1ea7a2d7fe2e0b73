"""The process that reads documents, and the language it is spoken to in.

A document from outside may crash a parser, stall it or eat all memory; here it takes only this
process along. `newsletter.adapters.feeds` starts it and asks; both ends of the pipe are described
here. A question is two lengths, a head in JSON and the body as it came; an answer is a length and
JSON. It ends when its input does, that is, with whoever started it.
"""

from __future__ import annotations

import faulthandler
import json
import os
import signal
import struct
import sys
from dataclasses import asdict
from datetime import datetime
from typing import Any, BinaryIO

from newsletter.errors import SourceError, Yieldless
from newsletter.model.articles import Article
from newsletter.model.dates import PartialDate
from newsletter.model.items import Entry
from newsletter.model.text import shorten
from newsletter.ports import Parsed

QUESTION = struct.Struct(">II")  # bytes of the head, bytes of the body
ANSWER = struct.Struct(">I")
_WORDS = 1_000  # characters of a problem or a warning; a document can make them of any length
_PARTIAL = len("2026-03")  # a moment that is written so short is a month or a year


def pack_question(head: dict[str, Any], body: bytes) -> bytes:
    """Return a question without its body; ``head`` is as `newsletter.adapters.documents` says."""
    text = json.dumps(head).encode()
    return QUESTION.pack(len(text), len(body)) + text


def pack_answer(parsed: Parsed | Article | SourceError) -> bytes:
    """Return what was read, or why it could not be."""
    if isinstance(parsed, SourceError):
        told: dict[str, Any] = {
            "error": shorten(parsed.message, _WORDS),
            "trouble": parsed.trouble,
        }
    elif isinstance(parsed, Article):
        told = {**asdict(parsed), "published": str(parsed.published or "")}
    else:
        told = {
            "entries": [_row(entry) for entry in parsed.entries],
            "rest": [
                parsed.title,
                parsed.language,
                shorten(parsed.warning, _WORDS),
                parsed.select,
                parsed.every,
            ],
        }
    # Half a surrogate pair, which JSON can hold and no database, becomes a question mark.
    text = json.dumps(told, ensure_ascii=False).encode(errors="replace")
    return ANSWER.pack(len(text)) + text


def unpack_answer(text: bytes) -> Parsed:
    """Return what the answer says was read. Raises the `SourceError` it tells."""
    told = _told(text)
    return Parsed(tuple(map(_entry, told["entries"])), *told["rest"])


def unpack_article(text: bytes) -> Article:
    """Return what the answer says of one page. Raises the `SourceError` it tells."""
    told = _told(text)
    told["published"] = PartialDate.parse(told["published"]) if told["published"] else None
    return Article(**{**told, "guessed": tuple(told["guessed"])})


def _told(text: bytes) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(text)
    if "error" in told:
        kind = Yieldless if told["trouble"] == Yieldless.trouble else SourceError
        raise kind(told["error"])
    return told


def _row(entry: Entry) -> list[str]:
    moment = entry.moment.isoformat() if entry.moment else ""
    return [entry.id, entry.url, entry.title, entry.excerpt, moment, entry.language]


def _entry(row: list[str]) -> Entry:
    id, url, title, excerpt, moment, language = row
    if len(moment) > _PARTIAL:
        return Entry(id, url, title, excerpt, datetime.fromisoformat(moment), language)
    partial = PartialDate.parse(moment) if moment else None
    return Entry(id, url, title, excerpt, partial, language)


def main() -> None:
    """Answer questions until the input ends. Arguments: seconds a document may take, bytes."""
    seconds, memory = float(sys.argv[1]), int(sys.argv[2])
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for whoever started us
    _limit_memory(memory)
    answers = _own_output()
    # Loaded now, and said by an empty answer: no document is to pay for it with its time.
    import newsletter.adapters.documents
    import newsletter.adapters.feed_documents  # noqa: F401

    answers.write(ANSWER.pack(0))
    answers.flush()
    while question := _read(sys.stdin.buffer):
        # Whoever started us stops us sooner; this is for the case that it is no more.
        faulthandler.dump_traceback_later(2 * seconds + 1, exit=True)
        answer = pack_answer(_answered(*question))
        faulthandler.cancel_dump_traceback_later()
        answers.write(answer)
        answers.flush()


def _read(questions: BinaryIO) -> tuple[dict[str, Any], bytes] | None:
    lengths = questions.read(QUESTION.size)
    if len(lengths) < QUESTION.size:
        return None
    head, body = QUESTION.unpack(lengths)
    return json.loads(questions.read(head)), questions.read(body)


def _answered(head: dict[str, Any], body: bytes) -> Parsed | Article | SourceError:
    try:
        return _parsed(head, body)
    except SourceError as error:
        return error
    except MemoryError:
        return SourceError("reading it needs more memory than a feed should")
    except Exception as error:  # noqa: BLE001 - whatever a document can do, the next one is read
        return SourceError(f"the parser broke on this document ({type(error).__name__}: {error})")


def _parsed(head: dict[str, Any], body: bytes) -> Parsed | Article:
    if head.get("article"):
        from newsletter.adapters.articles import read_article

        now = datetime.fromisoformat(head["article"])
        return read_article(body, head["url"], head["type"], now)
    if head.get("links"):
        from newsletter.adapters.links import read_links

        return read_links(body, head["url"], head["type"])
    from newsletter.adapters.documents import read_document

    return read_document(body, head)


def _own_output() -> BinaryIO:
    """Return the pipe for answers, out of the reach of anything that prints."""
    own = os.dup(1)
    os.dup2(2, 1)
    return os.fdopen(own, "wb")


def _limit_memory(size: int) -> None:
    """Let this process have at most ``size`` bytes of addresses, where the system knows limits."""
    if sys.platform == "win32":
        return
    import resource

    try:
        resource.setrlimit(resource.RLIMIT_AS, (size, size))
    except (ValueError, OSError):  # macOS refuses limits that it does not keep
        return


if __name__ == "__main__":
    main()
