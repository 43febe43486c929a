"""The published example of POST /v1/contacts, byte for byte, and the answer that goes with it.

The address reads as the published page has it: with a no-break space, where a mail obfuscator replaced the original.
"""

REQUEST = """{
  "defaultFields": {
    "company": "OpenPhone",
    "emails": [
      {
        "name": "company email",
        "value": "[email\N{NO-BREAK SPACE}protected]"
      }
    ],
    "firstName": "John",
    "lastName": "Doe",
    "phoneNumbers": [
      {
        "name": "company phone",
        "value": "+12345678901"
      }
    ],
    "role": "Sales"
  },
  "customFields": [
    {
      "key": "inbound-lead",
      "value": [
        "option1",
        "option2"
      ]
    }
  ],
  "createdByUserId": "US123abc",
  "source": "public-api",
  "externalId": "664d0db69fcac7cf2e6ec"
}""".encode()

ANSWER = """{
  "data": {
    "id": "664d0db69fcac7cf2e6ec",
    "externalId": "664d0db69fcac7cf2e6ec",
    "source": "public-api",
    "defaultFields": {
      "company": "OpenPhone",
      "emails": [
        {
          "name": "company email",
          "value": "[email\N{NO-BREAK SPACE}protected]",
          "id": "acb123"
        }
      ],
      "firstName": "John",
      "lastName": "Doe",
      "phoneNumbers": [
        {
          "name": "company phone",
          "value": "+12345678901",
          "id": "acb123"
        }
      ],
      "role": "Sales"
    },
    "customFields": [
      {
        "name": "Inbound Lead",
        "key": "inbound-lead",
        "id": "66d0d87d534de8fd1c433cec3",
        "type": "multi-select",
        "value": [
          "option1",
          "option2"
        ]
      }
    ],
    "createdAt": "2022-01-01T00:00:00Z",
    "updatedAt": "2022-01-01T00:00:00Z",
    "createdByUserId": "US123abc"
  }
}"""
