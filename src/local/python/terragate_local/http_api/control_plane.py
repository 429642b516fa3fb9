"""The control plane of HTTP APIs: moto, with what AWS does and moto lacks. The import of this module changes moto.

moto is all that these modules need: the tests of the Terraform modules serve it alone.
"""

from . import moto_apis, moto_domains, moto_stages, moto_tags  # noqa: F401

PATHS = (*moto_stages.PATHS, *moto_tags.PATHS)
"""Paths that moto has no operations for."""
