"""Records and their JSON bytes to rows and back: the one home of SQLAlchemy."""
