"""The application is `my_api.main:app`."""

import os
from importlib import import_module

# Of the package, where terragate bundle puts it: the secrets are variables before any other module reads these
if "TERRAGATE_SECRETS" in os.environ:
    import_module("terragate_secrets").load()
