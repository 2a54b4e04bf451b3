"""The command line, which puts the rest together."""
