"""The application is `my_api.main:app`."""
