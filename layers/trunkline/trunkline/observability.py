"""One structured log for every function."""

from aws_lambda_powertools.logging import Logger

# The level comes from POWERTOOLS_LOG_LEVEL or Lambda's own setting; the service name from the template.
# A log line names the route key, never the path or the body: a path can hold a number or a webhook token.
logger = Logger(service="trunkline")
