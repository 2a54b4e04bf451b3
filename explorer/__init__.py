"""The public JSON API in, pages that people look at out."""
