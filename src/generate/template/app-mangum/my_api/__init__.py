"""The application is `my_api.main:app`."""

import os
from importlib import import_module

# Of the package, where terragate bundle puts it: secrets are variables before other modules read these
if "TERRAGATE_SECRETS" in os.environ:
    import_module("terragate_secrets").load()
