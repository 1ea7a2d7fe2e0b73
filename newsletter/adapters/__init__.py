"""The outside: network, files, templates."""
