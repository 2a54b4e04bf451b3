"""A gold file of corrected extraction records in, a table of how well the extractor does on it out."""
