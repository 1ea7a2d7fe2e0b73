"""The outbox: finished messages as files in a Maildir for each campaign. A rehearsal.

Nobody has received anything from here; any mail reader opens it (``mutt -f var/outbox/...``), and
a mail program one file, which ends in ``.eml``.
"""

from __future__ import annotations

from pathlib import Path

from newsletter.adapters.files import make_folder, whole


class Outbox:
    """Writes messages into ``folder/CAMPAIGN/new``; implements `newsletter.ports.Channel`."""

    name = "outbox"

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._ready: set[str] = set()

    def kept(self, campaign: str) -> bool:
        """Tell whether the campaign's Maildir is still there."""
        return (self.folder / campaign).is_dir()

    def deliver(self, campaign: str, name: str, message: bytes) -> Path:
        """Put one message into the campaign's Maildir and return its file.

        It is written in ``tmp`` and moved when it is whole and on the disk: a reader of the
        Maildir never sees half a message. A message that is there already is left alone, also
        when a mail reader has moved it to ``cur`` with its flags. Raises `DiskFull`.
        """
        box = self.folder / campaign
        if campaign not in self._ready:
            for part in ("tmp", "new", "cur"):
                make_folder(box / part)
            self._ready.add(campaign)
        file = box / "new" / f"{name}.eml"
        # Older releases wrote no ending; mail readers add their flags to the name in cur.
        known = (file, box / "new" / name, *(box / "cur").glob(f"{name}*"))
        there = next((one for one in known if one.exists()), None)
        if there is None:
            whole(file, message, by=box / "tmp" / name)
        return there or file
