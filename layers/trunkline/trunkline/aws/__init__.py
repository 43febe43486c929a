"""Step Functions, EventBridge, SQS, KMS and S3, behind the services' ports."""
