"""Callers checked as on AWS: by signature, policy, token, Lambda authorizer, API key.

``mode.py`` says whether they are. ``rest.py`` puts the checks into the gateway of REST APIs; all other modules know
neither gateway.
"""
