"""The OpenAPI document, made from the routes, request models and answer types of the functions."""
