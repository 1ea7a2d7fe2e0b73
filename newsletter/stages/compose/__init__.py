"""Compose: an issue becomes a Mail for one variant, and its page for the web.

The words of the issue are made ready for the templates here (`view_of`); how they look is the
templates' affair.
"""

from newsletter.stages.compose.confirmation import confirmation, confirmation_mail_view
from newsletter.stages.compose.frame import Frame, mail_view
from newsletter.stages.compose.press import Press, compose, corrected
from newsletter.stages.compose.words import view_of

__all__ = [
    "Frame",
    "Press",
    "compose",
    "confirmation",
    "confirmation_mail_view",
    "corrected",
    "mail_view",
    "view_of",
]
