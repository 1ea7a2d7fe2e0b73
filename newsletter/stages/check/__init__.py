"""Check: what can be wrong with an issue and the mail made of it, each thing with its reason.

`check` asks everything there is to ask of an issue and its mail. `faults` asks the rules of a
rendered mail alone (`Proof`), whatever it was made from: they are numbered, and held by every
template and edition. A new check is a function under `asks` in the module of its subject, a new
rule of the rendered mail one in the module of its heading.
"""

from newsletter.stages.check import (
    addresses,
    ambiguity,
    earlier,
    harm,
    issue,
    readability,
    seen,
    timely,
    tongues,
    wording,
)
from newsletter.stages.check.addresses import addresses_of
from newsletter.stages.check.examination import blocking, check
from newsletter.stages.check.examined import CHECKS, Check, Examined, asks
from newsletter.stages.check.findings import Finding, Level, counted
from newsletter.stages.check.proof import Fault, Proof, Rule, Told
from newsletter.stages.check.proofreading import RULES, differences, faults
from newsletter.stages.check.words import SIZE_LIMIT, SIZE_WARNING

# Loaded in this order, each adds its checks to CHECKS.
SUBJECTS = (issue, timely, tongues, addresses, earlier, seen, wording, ambiguity, readability, harm)

__all__ = [
    "CHECKS",
    "RULES",
    "SIZE_LIMIT",
    "SIZE_WARNING",
    "SUBJECTS",
    "Check",
    "Examined",
    "Fault",
    "Finding",
    "Level",
    "Proof",
    "Rule",
    "Told",
    "addresses_of",
    "asks",
    "blocking",
    "check",
    "counted",
    "differences",
    "faults",
]
