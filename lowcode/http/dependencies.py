"""What routes ask the application for."""

from typing import Annotated, TypeAlias

from fastapi import Depends, Request

from lowcode.services.evaluation import Databases


def databases(request: Request) -> Databases:
    """Return the databases that compute expressions."""
    found: Databases = request.app.state.databases
    return found


DatabasesOfApp: TypeAlias = Annotated[Databases, Depends(databases)]
"""The parameter of a route that computes in databases."""
