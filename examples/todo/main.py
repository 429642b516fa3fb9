"""The application: `uvicorn main:app` serves it."""

from fastapi import FastAPI
from fastapi.routing import APIRoute

from app.errors import add_error_handlers
from app.middleware import add_cors
from app.routers import health, todos, v1, v2


def operation_id(route: APIRoute) -> str:
    """`v1_list_todos`: both versions have functions of the same name."""
    return "_".join([*map(str, route.tags), route.name])


app = FastAPI(
    title="Todo",
    version="0.2.0",
    description="Things to do, in two versions of one API.",
    generate_unique_id_function=operation_id,
)
add_error_handlers(app)
add_cors(app)
app.include_router(health.router)
for prefix, version in {"v1": v1, "v2": v2}.items():
    app.include_router(version.router, prefix=f"/api/{prefix}", tags=[prefix])
    app.include_router(todos.router, prefix=f"/api/{prefix}", tags=[prefix])
