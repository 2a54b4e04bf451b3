"""The version of Dateline, of its records and of its API document."""

__version__ = "0.1.0"
