"""Records to JSON and back: a module for each resource."""
