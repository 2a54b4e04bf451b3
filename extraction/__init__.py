"""Articles in, records out: spaCy components and plain functions."""
