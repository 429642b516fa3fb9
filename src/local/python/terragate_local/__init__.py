"""Terragate's local AWS: LocalStack's open-source core, whose Lambda functions run as plain processes.

``python -m terragate_local`` serves it; ``settings.py`` lists the environment variables that it reads. Only
``__main__``, ``serving``, ``executor``, ``layers``, ``gateway``, ``gateway_*``, ``identity``, ``local_callers`` and ``moto_services`` know
LocalStack, in ``http_api`` ``endpoint`` and ``functions``; the other modules are plain Python and can be run without it, but for what one
imports in a function.
"""
