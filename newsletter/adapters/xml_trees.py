"""XML from outside as a tree: no entity is resolved, nothing is loaded, its depth has an end."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from newsletter.adapters.doctypes import refuse_bombs
from newsletter.errors import SourceError
from newsletter.model.text import one_line

_TAGS = 1_000_000  # of a document; twice those of the largest sitemap that the protocol allows


def xml_tree(body: bytes, wanted: str) -> tuple[etree._Element, str]:
    """Return the root of ``body``, which should be ``wanted`` ("a sitemap"), and a warning.

    Broken XML is read as far as it goes, and the warning says so; else it is "". Raises
    `SourceError` when nothing can be read, when there are more elements than we hold, or words that
    blow up.
    """
    if not body.strip():
        raise SourceError("the document is empty")
    if body.count(b"<") > _TAGS:
        raise SourceError(f"this has more than {_TAGS:,} tags, which is too many for {wanted}")
    refuse_bombs(body)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        recover=True,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise SourceError(f"this is not {wanted}, for it is no XML") from error
    if root is None:
        raise SourceError(f"this is not {wanted}, for it is no XML")
    return root, _broken(parser)


def _broken(parser: etree.XMLParser) -> str:
    """Return where ``parser`` found what no XML may have; what it can tell apart is no matter."""
    for error in parser.error_log.filter_from_level(etree.ErrorLevels.FATAL):
        where = f"near line {error.line}: {one_line(error.message, 100)}"
        return f"it is broken XML ({where}), read as far as it goes"
    return ""


def name_of(element: etree._Element) -> str:
    """Return the name of ``element`` without its namespace, "" for what is no element."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def named(element: etree._Element, *path: str) -> Iterator[etree._Element]:
    """Yield what ``path`` leads to from ``element``, by names in whatever namespace."""
    for child in element:
        if name_of(child) == path[0]:
            if len(path) == 1:
                yield child
            else:
                yield from named(child, *path[1:])


def text_at(element: etree._Element, *path: str) -> str:
    """Return the text of the first element with any at ``path``, or ""."""
    texts = ((found.text or "").strip() for found in named(element, *path))
    return next(filter(None, texts), "")
