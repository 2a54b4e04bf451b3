"""Lexicons, frames, registries and taxonomies: data files, each with a header that says what it holds."""
