"""A small FastAPI application. The app object is `app.main:app`."""
