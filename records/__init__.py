"""What an article, a time expression, an actor, an event, a position and their evidence are."""
