"""Check: what can be wrong with an issue and the mail made of it, each thing with its reason.

`check` asks everything there is to ask of an issue and its mail. `faults` asks the rules of a
rendered mail alone (`Proof`), whatever it was made from: they are numbered, and held by every
template and edition. A new check on the editor's words is a function in `issue`, one on the
rendered mail a function in the module of its heading.
"""

from newsletter.stages.check.findings import Finding, Level
from newsletter.stages.check.issue import CHECKS, Examined, blocking, check
from newsletter.stages.check.proof import Fault, Proof, Rule, Told
from newsletter.stages.check.proofreading import RULES, differences, faults
from newsletter.stages.check.words import SIZE_LIMIT, SIZE_WARNING

__all__ = [
    "CHECKS",
    "RULES",
    "SIZE_LIMIT",
    "SIZE_WARNING",
    "Examined",
    "Fault",
    "Finding",
    "Level",
    "Proof",
    "Rule",
    "Told",
    "blocking",
    "check",
    "differences",
    "faults",
]
