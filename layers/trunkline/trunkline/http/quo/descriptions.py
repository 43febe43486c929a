"""Descriptions of a contact's members, which its requests and responses share.

Never imported when a function runs.
"""

from pydantic import Field

COMPANY = Field(description="The company that the contact works for; null where it is not known.")
EMAILS = Field(description="The contact's email addresses.")
FIRST_NAME = Field(description="The contact's first name; null where it is not known.")
LAST_NAME = Field(description="The contact's last name; null where it is not known.")
PHONE_NUMBERS = Field(description="The contact's phone numbers.")
ROLE = Field(description="What the contact does at the company; null where it is not known.")
CUSTOM_FIELDS = Field(description="Values of the organisation's custom fields, each field once.")
SOURCE = Field(
    description="Where the contact is from. Not `openphone`, `device`, `csv` or `other`, nor anything that begins with "
    "`openphone` or `csv`."
)
EXTERNAL_ID = Field(description="Your own id of the contact; unique together with the source.")
SOURCE_URL = Field(description="Where the contact is to be found in its source, an absolute URI.")
POINT_NAME = Field(description="What kind of address or number it is, such as `company email`.")
POINT_VALUE = Field(description="The address or number itself, as it was sent; any text, or null.")
