"""Never succeeds."""


def handle(event, context):
    raise RuntimeError("asked to fail")
