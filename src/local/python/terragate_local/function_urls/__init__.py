"""Function URLs: addresses of functions without an API in front.

https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html
"""
