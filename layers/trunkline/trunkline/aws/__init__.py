"""Step Functions, EventBridge and SQS, as the services ask for them."""
