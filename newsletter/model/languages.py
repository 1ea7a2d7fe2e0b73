"""Languages by their BCP 47 tag: their English names and the direction they are written in."""

from __future__ import annotations

import re

_NAMES = {
    "ar": "Arabic", "cs": "Czech", "cy": "Welsh", "da": "Danish", "de": "German", "el": "Greek",
    "en": "English", "es": "Spanish", "et": "Estonian", "eu": "Basque", "fa": "Persian",
    "fi": "Finnish", "fil": "Filipino", "fo": "Faroese", "fr": "French", "fy": "Frisian",
    "ga": "Irish", "gd": "Scottish Gaelic", "he": "Hebrew", "hi": "Hindi", "hr": "Croatian",
    "hu": "Hungarian", "is": "Icelandic", "it": "Italian", "iu": "Inuktitut", "ja": "Japanese",
    "ko": "Korean", "lt": "Lithuanian", "lv": "Latvian", "mi": "Māori", "mt": "Maltese",
    "nb": "Norwegian", "nl": "Dutch", "nn": "Norwegian", "no": "Norwegian", "pl": "Polish",
    "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "sco": "Scots", "se": "Northern Sámi",
    "sk": "Slovak", "sl": "Slovenian", "sm": "Samoan", "so": "Somali", "sv": "Swedish",
    "to": "Tongan", "tr": "Turkish", "uk": "Ukrainian", "ur": "Urdu", "vi": "Vietnamese",
    "yi": "Yiddish", "zh": "Chinese",
}  # fmt: skip
_TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
_RIGHT_TO_LEFT = frozenset(("ar", "fa", "he", "ur", "yi"))


def tag_of(text: str) -> str:
    """Return a language tag in the usual letters (``en-AU``), or "" for what is none."""
    if not _TAG.fullmatch(text.strip()):
        return ""
    first, *rest = text.strip().replace("_", "-").split("-")
    return "-".join([first.lower(), *(one.upper() if len(one) == 2 else one for one in rest)])


def primary(tag: str) -> str:
    """Return the language of a tag without region or script: ``en`` for ``en-GB``."""
    return tag.lower().partition("-")[0]


def name_of(tag: str) -> str:
    """Return the English name of a language, or the tag itself where we know none."""
    return _NAMES.get(primary(tag), tag)


def direction(tag: str) -> str:
    """Return ``rtl`` or ``ltr``, as HTML's ``dir`` wants it."""
    return "rtl" if primary(tag) in _RIGHT_TO_LEFT else "ltr"


def same(one: str, other: str) -> bool:
    """Tell whether two tags name one language, whatever their regions."""
    return primary(one) == primary(other)
