"""Managed login of user pools: the page at which people sign in, and the endpoints of OAuth 2.0 behind it.

https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-userpools-server-contract-reference.html
"""
