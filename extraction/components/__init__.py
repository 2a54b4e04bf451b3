"""spaCy components, each of which adds one layer of spans to a document."""
