"""Proofreading: every rule of a rendered mail asked of a proof."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from newsletter.model.mail import Mail
from newsletter.model.text import plural
from newsletter.stages.check import (
    document,
    language,
    links,
    look,
    sheets,
    structure,
    text_part,
    words,
)
from newsletter.stages.check.proof import Fault, Proof, Rule, Told

_SHOWN = 3  # of a mistake in the template of an item there is one for each item

RULES: tuple[Rule, ...] = tuple(
    sorted(
        (
            *document.RULES,
            *structure.RULES,
            *language.RULES,
            *links.RULES,
            *look.RULES,
            *sheets.RULES,
            *words.RULES,
            *text_part.RULES,
        ),
        key=lambda rule: rule.number,
    )
)


def faults(proof: Proof) -> list[Fault]:
    """Return what is wrong with a rendered mail and its page, in the order of the rules' numbers.

    Every edition and template is held to the same rules, as far as it has what they speak of.
    Whether a mail scrolls sideways is decided here from its styles alone; a browser knows better.
    """
    return [
        Fault(
            rule.number,
            told.message,
            rule.level,
            name_of_rule(rule),
            told.item,
            told.others,
            reason_of(rule),
        )
        for rule in RULES
        if rule.needs in proof.has
        for told in _few(rule.decide(proof))
    ]


def reason_of(rule: Rule) -> str:
    """Return why there is such a rule: the first paragraph of its docstring."""
    return " ".join((rule.decide.__doc__ or "").split("\n\n")[0].split())


def name_of_rule(rule: Rule) -> str:
    """Return the name under which a finding of this rule is told and waived."""
    return rule.check or f"mail-{rule.number:02d}"


def differences(one: Mail, other: Mail) -> list[Fault]:
    """Return where two mails differ that were made from the same data: there must be nothing."""
    found = []
    for part in ("subject", "html", "text", "web"):
        lines = getattr(one, part).splitlines(), getattr(other, part).splitlines()
        if lines[0] != lines[1]:
            pairs = enumerate(zip(*lines, strict=False), 1)
            line = next((number for number, (a, b) in pairs if a != b), min(map(len, lines)) + 1)
            message = f"made twice, line {line} of {part} differs: same data, same bytes"
            found.append(Fault(30, message, check="mail-30"))
    return found


def _few(messages: Iterable[str | Told]) -> Iterator[Told]:
    """Yield what is told of items, each of which somebody has to mend, and a few of all else."""
    found = dict.fromkeys(one if isinstance(one, Told) else Told(one) for one in messages)
    yield from (one for one in found if one.item)
    others = [one for one in found if not one.item]
    yield from others[:_SHOWN]
    if rest := len(others[_SHOWN:]):
        yield Told(f"and {plural(rest, 'more place')} like these", others=rest)
