"""Rows of the projects that tags add up to."""

from __future__ import annotations

from ..models.tomatoes import Project, ProjectInput, ProjectPage
from ..operation import Access, Offline, Operation, Repeat, path, query

ROWS = (
    Operation(
        name="projects.list",
        method="GET",
        path="/projects",
        summary="List projects, newest first",
        access=Access.SIGNED_IN,
        params=(query("page"), query("tag_list"), query("time_zone")),
        response=ProjectPage,
        reads=("project",),
        api="tomatoes",
    ),
    Operation(
        name="projects.get",
        method="GET",
        path="/projects/{id}",
        summary="Get one project",
        access=Access.SIGNED_IN,
        params=(path("id"), query("time_zone")),
        response=Project,
        reads=("project",),
        api="tomatoes",
    ),
    Operation(
        name="projects.create",
        method="POST",
        path="/projects",
        summary="Create a project",
        access=Access.SIGNED_IN,
        params=(query("time_zone"),),
        body=ProjectInput,
        response=Project,
        status=201,
        offline=Offline.QUEUE,
        repeat=Repeat.PROBE,
        changes=("project",),
        api="tomatoes",
    ),
    Operation(
        name="projects.update",
        method="PUT",
        path="/projects/{id}",
        summary="Update a project",
        access=Access.SIGNED_IN,
        params=(path("id"), query("time_zone")),
        body=ProjectInput,
        response=Project,
        offline=Offline.QUEUE,
        repeat=Repeat.RESEND,
        changes=("project",),
        api="tomatoes",
    ),
    Operation(
        name="projects.delete",
        method="DELETE",
        path="/projects/{id}",
        summary="Delete a project",
        access=Access.SIGNED_IN,
        params=(path("id"),),
        status=204,
        offline=Offline.QUEUE,
        repeat=Repeat.RESEND,
        changes=("project",),
        api="tomatoes",
    ),
)
