"""What of the locked packages is shipped. A package is whole unless a rule here says what it does without."""

from pathlib import Path

# Files that no function opens, as globs below the folder of packages.
UNUSED = (
    # Scripts are for people; records, type stubs and C headers for installers and compilers. Licences stay.
    "bin",
    "*.dist-info/RECORD",
    "*.dist-info/INSTALLER",
    "*.dist-info/REQUESTED",
    "*.dist-info/WHEEL",
    "*.dist-info/sboms",
    "**/*.pyi",
    "**/*.pyx",
    "**/*.pxd",
    "**/*.h",
    "**/tests",
    # Where numbers are, by whom and how late it is there, and emergency calls. Ours are parsed, checked and formatted.
    "phonenumbers/geodata",
    "phonenumbers/carrierdata",
    "phonenumbers/tzdata",
    "phonenumbers/shortdata/region_*.py",
    "phonenumbers/geocoder.py",
    "phonenumbers/carrier.py",
    "phonenumbers/timezone.py",
    # What pydantic finds out about types with.
    "annotated_types",
    "annotated_types-*.dist-info",
    "typing_inspection",
    "typing_inspection-*.dist-info",
    # PyNaCl needs cffi's compiled part only.
    "cffi",
    "cffi-*.dist-info",
    "pycparser",
    "pycparser-*.dist-info",
    "aws_lambda_powertools/event_handler",
    # Twilio's SDK asks for these to run asynchronously and to sign client tokens. We do neither.
    "aiohttp",
    "aiohttp-*.dist-info",
    "aiohttp_retry",
    "aiohttp_retry-*.dist-info",
    "aiohappyeyeballs",
    "aiohappyeyeballs-*.dist-info",
    "aiosignal",
    "aiosignal-*.dist-info",
    "attr",
    "attrs",
    "attrs-*.dist-info",
    "frozenlist",
    "frozenlist-*.dist-info",
    "jwt",
    "pyjwt-*.dist-info",
    "multidict",
    "multidict-*.dist-info",
    "propcache",
    "propcache-*.dist-info",
    "yarl",
    "yarl-*.dist-info",
    "twilio/http/async_http_client.py",
    "twilio/jwt",
    "twilio/twiml",
)

# Packages of which only these members are shipped.
KEPT = {
    # Not what renders documentation; see REPLACED.
    "botocore/docs": ("__init__.py", "docstring.py", "utils.py"),
    # Of Powertools the logger and the metrics, with what they import.
    "aws_lambda_powertools/utilities": ("__init__.py", "jmespath_utils", "typing"),
    # Schemas are made beforehand; see REPLACED.
    "pydantic": ("__init__.py", "alias_generators.py"),
    # Twilio's core API; the SDK imports each of its forty products when it is first used.
    "twilio/rest": ("__init__.py", "api"),
}

# Modules that load much that no function uses, and what is shipped in their place.
REPLACED = {
    # What botocore's client methods answer when they are asked for their documentation.
    "botocore/docs/__init__.py": "",
    "botocore/docs/docstring.py": (
        "def ClientMethodDocstring(*_, **__):\n    return ''\n\n\n"
        "PaginatorDocstring = WaiterDocstring = ClientMethodDocstring\n"
    ),
    "pydantic/__init__.py": Path(__file__).with_name("pydantic_on_lambda.py").read_text(),
    # What schemas look like, as types, which nothing asks for at run time.
    "pydantic_core/core_schema.py": "CoreConfig = CoreSchema = CoreSchemaType = ErrorType = dict\n",
}

# The calls that the layer makes of AWS. botocore reads the description of a service whole each time a client is made.
OPERATIONS = {
    "dynamodb": (
        "BatchGetItem",
        "DeleteItem",
        "GetItem",
        "PutItem",
        "Query",
        "TransactWriteItems",
        "UpdateItem",
    ),
    "events": ("PutEvents",),
    "kms": ("Decrypt", "Encrypt"),
    # HeadBucket is botocore's own, to find the region of a bucket that is elsewhere.
    "s3": ("GetObject", "HeadBucket", "PutObject"),
    "sqs": ("SendMessage",),
    "stepfunctions": ("DescribeExecution", "StartExecution"),
}
# Under which other names the services' endpoints are listed.
ENDPOINTS = {"stepfunctions": "states"}

# What a layer may take on Lambda, unzipped and with its bytecode, without the SDKs of carriers.
MAX_LAYER_BYTES = 30_000_000
CARRIER_SDKS = ("twilio",)
