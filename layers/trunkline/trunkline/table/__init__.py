"""The DynamoDB table: keys, items, and the stores of the services."""
