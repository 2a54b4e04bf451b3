"""Store in, HTTP answers out: the REST API and its OpenAPI document."""
