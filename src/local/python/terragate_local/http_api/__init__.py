"""HTTP APIs of API Gateway: the control plane is moto's, the data plane is here.

What a stage serves is in ``stages``; ``gateway`` answers a request by it. These modules are plain Python, but for three:
``endpoint`` and ``functions`` know LocalStack, ``callers`` asks its STS for the owner of an access key.
"""
