"""The outbox: whole messages or none, whatever stops us; nothing is ever written twice."""

from __future__ import annotations

import errno
import mailbox
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from unprivileged import open_folder, ordinary_user

from newsletter.adapters.files import bytes_of, make_folder, text_of, whole
from newsletter.adapters.outbox import Outbox
from newsletter.errors import DiskFull, MistakesError, NewsletterError, NotFound

MESSAGE = b"Subject: One\r\n\r\nBody\r\n"


@pytest.fixture
def outbox(tmp_path: Path) -> Outbox:
    return Outbox(tmp_path / "outbox")


def files_in(folder: Path) -> list[str]:
    return sorted(str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file())


def test_a_message_lies_in_a_maildir_that_any_reader_opens(outbox: Outbox) -> None:
    file = outbox.deliver("update-2026-12-01.1", "abc", MESSAGE)

    assert file == outbox.folder / "update-2026-12-01.1/new/abc.eml"
    assert files_in(outbox.folder) == ["update-2026-12-01.1/new/abc.eml"]
    (message,) = mailbox.Maildir(outbox.folder / "update-2026-12-01.1", create=False)
    assert message["Subject"] == "One"
    assert file.read_bytes() == MESSAGE


def test_a_message_that_is_there_is_left_alone(outbox: Outbox) -> None:
    first = outbox.deliver("a.1", "abc", MESSAGE)

    assert Outbox(outbox.folder).deliver("a.1", "abc", b"another") == first
    assert first.read_bytes() == MESSAGE


@pytest.mark.parametrize("flags", ["", ":2,", ":2,FS"])
def test_a_message_that_a_mail_reader_has_taken_is_not_written_again(
    outbox: Outbox, flags: str
) -> None:
    file = outbox.deliver("a.1", "abc", MESSAGE)
    seen = file.rename(file.parents[1] / "cur" / f"abc{flags}")

    assert outbox.deliver("a.1", "abc", MESSAGE) == seen
    assert files_in(outbox.folder) == [f"a.1/cur/abc{flags}"]


def test_each_campaign_has_a_maildir_of_its_own(outbox: Outbox) -> None:
    for campaign in ("a.1", "a.2"):
        outbox.deliver(campaign, "abc", MESSAGE)

    assert files_in(outbox.folder) == ["a.1/new/abc.eml", "a.2/new/abc.eml"]


def test_half_a_message_that_a_crash_has_left_is_replaced(outbox: Outbox) -> None:
    outbox.deliver("a.1", "other", MESSAGE)
    (outbox.folder / "a.1/tmp/abc").write_bytes(b"Subject: O")

    outbox.deliver("a.1", "abc", MESSAGE)

    assert files_in(outbox.folder) == ["a.1/new/abc.eml", "a.1/new/other.eml"]


# --- what stops us --------------------------------------------------------------------------


_LIMITED = textwrap.dedent("""
    import resource, signal, sys
    from pathlib import Path
    from newsletter.adapters.outbox import Outbox
    from newsletter.errors import DiskFull

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, hard))
    outbox = Outbox(Path(sys.argv[1]))
    outbox.deliver("a.1", "small", b"x" * 10_000)
    try:
        outbox.deliver("a.1", "large", b"x" * 10_001)
    except DiskFull as error:
        print(error)
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    print(sorted(file.name for file in Path(sys.argv[1]).rglob("*") if file.is_file()))
    outbox.deliver("a.1", "large", b"x" * 10_001)
""")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_a_message_that_finds_no_room_leaves_nothing_and_is_written_when_there_is(
    tmp_path: Path,
) -> None:
    """The limit of a file's size is the system's own: it writes a part, then refuses the rest."""
    done = subprocess.run(
        [sys.executable, "-c", _LIMITED, str(tmp_path)], capture_output=True, text=True, check=True
    )

    assert "no space is left" in done.stdout
    assert "it goes on where it stopped" in done.stdout
    assert "['small.eml']" in done.stdout
    assert (tmp_path / "a.1/new/large.eml").stat().st_size == 10_001
    assert not list((tmp_path / "a.1/tmp").iterdir())


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device")
def test_a_full_disk_is_told_and_what_was_there_stays(tmp_path: Path) -> None:
    file = tmp_path / "issue.md"
    file.write_bytes(b"as it was")
    (tmp_path / ".issue.md.new").symlink_to("/dev/full")

    with pytest.raises(DiskFull, match=r"no space is left: .*issue\.md was not written") as told:
        whole(file, b"changed")

    assert isinstance(told.value.__cause__, OSError)
    assert told.value.__cause__.errno == errno.ENOSPC
    assert told.value.exit_code == 1
    assert {one.name: one.read_bytes() for one in tmp_path.iterdir()} == {"issue.md": b"as it was"}


_ENDLESS = textwrap.dedent("""
    import sys
    from pathlib import Path
    from newsletter.adapters.outbox import Outbox

    outbox = Outbox(Path(sys.argv[1]))
    print("go", flush=True)
    for number in range(1_000_000):
        outbox.deliver("a.1", f"{number:032}", b"x" * 100_000)
""")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows kills in another way")
@pytest.mark.parametrize("signum", ["SIGKILL", "SIGINT", "SIGTERM"])
def test_a_reader_never_sees_half_a_message_of_a_writer_that_dies(
    tmp_path: Path, signum: str
) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _ENDLESS, str(tmp_path)],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    ) as process:  # fmt: skip
        assert process.stdout
        process.stdout.readline()
        new = tmp_path / "a.1/new"
        while not new.exists() or len(list(new.iterdir())) < 3:
            assert process.poll() is None
        process.send_signal(getattr(signal, signum))

    assert {file.stat().st_size for file in new.iterdir()} == {100_000}


def test_a_folder_that_cannot_be_made_is_told_in_words(outbox: Outbox) -> None:
    outbox.folder.parent.mkdir(parents=True, exist_ok=True)
    outbox.folder.write_text("a file is in the way", encoding="utf-8")

    with pytest.raises(NewsletterError, match=r"outbox/a\.1/tmp cannot be written: ") as told:
        outbox.deliver("a.1", "abc", MESSAGE)
    assert type(told.value) is NewsletterError


# --- files ----------------------------------------------------------------------------------


def test_a_file_is_written_with_the_folders_it_needs_and_no_trace(tmp_path: Path) -> None:
    whole(tmp_path / "a/b/c.txt", b"one")
    whole(tmp_path / "a/b/c.txt", b"two")
    make_folder(tmp_path / "a/b")

    assert files_in(tmp_path) == ["a/b/c.txt"]
    assert (tmp_path / "a/b/c.txt").read_bytes() == b"two"


def test_a_folder_in_the_way_of_a_file_is_told_and_left(tmp_path: Path) -> None:
    (tmp_path / "c.txt").mkdir()

    with pytest.raises(NewsletterError, match=r"c\.txt cannot be written: "):
        whole(tmp_path / "c.txt", b"one")
    assert [one.name for one in tmp_path.iterdir()] == ["c.txt"]


def test_text_is_read_as_utf_8_with_or_without_its_mark(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    for data in ("hälsa\r\n".encode(), "hälsa\r\n".encode("utf-8-sig")):
        file.write_bytes(data)
        assert text_of(file, "issue") == "hälsa\r\n"


def test_text_that_is_not_utf_8_is_told_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_bytes("one\ntwo å\n".encode("cp1252"))

    with pytest.raises(MistakesError, match=r"a\.md:2: found the byte 0xe5") as told:
        text_of(file, "issue")
    assert "save as, encoding UTF-8" in str(told.value)


def test_a_file_that_is_not_there_is_told_as_not_found(tmp_path: Path) -> None:
    for file in (tmp_path / "none.md", tmp_path, tmp_path / "a.md" / "b.md"):
        (tmp_path / "a.md").touch()
        with pytest.raises(NotFound, match="there is no issue"):
            text_of(file, "issue")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_a_file_or_folder_that_is_not_ours_is_told() -> None:
    with open_folder() as folder:
        file = folder / "a.md"
        file.touch(mode=0o000)
        folder.chmod(0o555)
        with ordinary_user():
            with pytest.raises(NewsletterError, match=r"a\.md cannot be read: "):
                bytes_of(file, "issue")
            with pytest.raises(NewsletterError, match=r"b\.md cannot be written: "):
                whole(folder / "b.md", b"text")
            with pytest.raises(NewsletterError, match=r"outbox/a\.1/tmp cannot be written: "):
                Outbox(folder / "outbox").deliver("a.1", "abc", MESSAGE)
