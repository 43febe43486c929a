"""AWS services other than the table, behind the protocols that ``services`` declares."""
