"""What AWS asks, in USD: us-east-1, on demand, first tier, no free tier, no data transfer. Read 2026-11-21."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Price:
    """USD for one ``unit``, and who says so."""

    usd: float
    unit: str
    source: str


PRICES = {
    "lambda request": Price(0.20e-6, "invocation", "AWS Lambda pricing"),
    "lambda arm64": Price(0.0000133334, "GB-second", "AWS Lambda pricing; since 2025-08 the init phase too"),
    "http api": Price(1.00e-6, "request", "Amazon API Gateway pricing, HTTP API"),
    "read unit": Price(0.125e-6, "read unit, strongly consistent, 4 KB", "Amazon DynamoDB pricing, on demand"),
    "write unit": Price(0.625e-6, "write unit, 1 KB; two in a transaction", "Amazon DynamoDB pricing, on demand"),
    "stored": Price(0.25, "GB and month", "Amazon DynamoDB pricing"),
    "logs": Price(0.50, "GB", "Amazon CloudWatch pricing, logs, first tier"),
    "alarm": Price(0.10, "metric of an alarm and month", "Amazon CloudWatch pricing"),
    "trace": Price(5.00e-6, "trace recorded", "AWS X-Ray pricing"),
    "transition": Price(25e-6, "state transition, Standard", "AWS Step Functions pricing"),
    "sqs request": Price(0.40e-6, "request, standard queue", "Amazon SQS pricing"),
    "event": Price(1.00e-6, "custom event", "Amazon EventBridge pricing"),
    "kms key": Price(1.00, "key and month", "AWS KMS pricing"),
    "kms request": Price(0.03 / 10_000, "request", "AWS KMS pricing"),
    "secret": Price(0.40, "secret and month", "AWS Secrets Manager pricing"),
    "secret read": Price(0.05 / 10_000, "request", "AWS Secrets Manager pricing"),
}


def usd(name: str, amount: float = 1.0) -> float:
    """Return what that many units cost."""
    return PRICES[name].usd * amount
