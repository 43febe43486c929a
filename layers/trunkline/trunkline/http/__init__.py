"""From an API Gateway event to a use case and back, in the dialect of the request."""
