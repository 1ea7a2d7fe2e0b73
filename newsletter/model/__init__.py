"""The nouns, as pure data and pure decisions: no file, no network, no clock, no database."""
