"""The errors of Dateline.

DatelineError
├── ExtractionError      extraction.errors
├── IngestError          ingest.errors
├── StorageError         storage.errors
├── SchemaError          schemas.errors
├── ApiError             api.errors
└── EvaluationError      evaluation.errors
"""


class DatelineError(Exception):
    """Anything that Dateline refuses or cannot do; the message names the value."""
