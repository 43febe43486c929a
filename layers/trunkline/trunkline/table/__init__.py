"""The DynamoDB table: keys, items, and the stores that the services ask for."""
