"""The web side: doors for a browser, thin as those of the command line."""
