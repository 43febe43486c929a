"""The published example of POST /api/call/add-phone, byte for byte, and the answer that goes with it."""

REQUEST = b"""{
"userId": "64e5f12345abcdef12345678",
"phoneNumber": "12125551234",
"integration": "twilio",
"authToken": "your_auth_token",
"accSId": "your_account_sid"
}"""
ANSWER = """{
"message": "Phone number added successfully",
"status": true,
"code": 201,
"errorMessage": "",
"data": {
"_id": "64e5f12345abcdef87654321",
"userId": "64e5f12345abcdef12345678",
"phoneNumber": "12125551234",
"integration": "twilio",
"createdAt": "2025-05-15T10:30:00.000Z"
}
}"""
