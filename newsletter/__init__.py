"""The desk of an international network: from sources to a mail in every reader's hands."""

__version__ = "0.1.0"
