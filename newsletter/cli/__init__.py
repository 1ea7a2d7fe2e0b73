"""The command line: one module per noun or stage; parse, call stages or a flow, print."""

from newsletter.cli.root import main

__all__ = ["main"]
