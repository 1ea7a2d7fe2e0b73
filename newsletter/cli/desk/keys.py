"""The keys of the desk: one table, from which they work, are shown, and are documented."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Key:
    """What one act is called by.

    ``names`` are the keys as Textual names them, ``shown`` as people do; ``word`` stands in the
    legend, ``words`` in the help. ``action`` is the method of the screen that does it.
    """

    names: str
    shown: str
    word: str
    action: str
    words: str


KEYS = (
    Key("down,j", "↓j", "", "step(1)", "the next item"),
    Key("up,k", "↑k", "", "step(-1)", "the item before"),
    Key("pagedown", "PgDn", "", "page(1)", "a screen of items down"),
    Key("pageup", "PgUp", "", "page(-1)", "a screen of items up"),
    Key("home", "Home", "", "edge(-1)", "the first item"),
    Key("end,G", "End", "", "edge(1)", "the last item"),
    Key("left", "←", "fold", "fold(True)", "close the place: only its heading is listed"),
    Key("right", "→", "fold", "fold(False)", "open the place again"),
    Key("enter", "Enter", "read", "read", "read on the whole screen, and back to the list"),
    Key("space", "Space", "text", "scroll(1)", "further down in the text; at its end from the top"),
    Key("p", "p", "pick", "give('picked')", "pick: the item goes into the next draft"),
    Key("s", "s", "skip", "give('skipped')", "skip: out of the inbox; it stays in the archive"),
    Key("h", "h", "hold", "give('held')", "hold: keep it for a later issue"),
    Key("n", "n", "new", "give('new')", "new again: as if nobody had decided"),
    Key("u", "u", "undo", "undo", "take back the last thing you did, here or by a command"),
    Key("m", "m", "move", "move", "move to another place or section"),
    Key("e", "e", "edit", "edit", "edit all fields"),
    Key("t", "t", "title", "edit('english')", "write the English title"),
    Key("w", "w", "summary", "edit('excerpt')", "write the summary"),
    Key("y", "y", "easy", "edit('easy')", "write it in Easy English"),
    Key("o", "o", "topics", "edit('topics')", "write the topics"),
    Key("x", "x", "note", "edit('sensitive note')", "mark as sensitive; content note"),
    Key("slash", "/", "find", "find", "find: list only items with these words; Esc lists all"),
    Key("f", "f", "filter", "filter", "filter: list only one state, place or section"),
    Key("g", "g", "go to", "go", "go to a place"),
    Key("c", "c", "cover", "coverage", "coverage: a table of places and sections"),
    Key("b", "b", "link", "browse", "open the address in a browser, or show it to be copied"),
    Key("r", "r", "reload", "reload", "reload: what others did, without what is decided"),
    Key("question_mark", "?", "keys", "keys", "all keys, in words"),
    Key("q", "q", "quit", "leave", "quit; all is saved already"),
)


def legend() -> list[str]:
    """Return every key with its word; keys that share a word stand together."""
    shown: dict[str, list[str]] = {}
    for key in KEYS:
        shown.setdefault(key.word, []).append(key.shown)
    return [f"{' '.join(keys)} {word}".strip() for word, keys in shown.items()]


def in_words() -> str:
    """Return every key with what it does, a line each."""
    return "\n".join(f"{key.shown:>7}  {key.words}" for key in KEYS)
