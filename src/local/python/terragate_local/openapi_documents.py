"""OpenAPI documents as API Gateway reads them."""

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
ANY = "x-amazon-apigateway-any-method"


def operations(document):
    """Path, method in capitals (ANY for all) and operation of everything in a document's paths."""
    for path, item in (document.get("paths") or {}).items():
        for name, operation in item.items():
            if name == ANY or name.lower() in METHODS:
                yield path, "ANY" if name == ANY else name.upper(), operation


def resolved(document, value):
    """The value, or what its `$ref` names inside of the document."""
    while isinstance(value, dict) and "$ref" in value:
        target = document
        for part in value["$ref"].removeprefix("#/").split("/"):
            target = target[part.replace("~1", "/").replace("~0", "~")]
        value = target
    return value


def integration_of(document, operation):
    return resolved(document, operation.get("x-amazon-apigateway-integration"))
