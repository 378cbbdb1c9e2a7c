"""`JOB_KINDS`: all kinds of jobs, by the names of their files."""

from typing import Any, Final

from lowcode.kernel.catalog import Catalog
from lowcode.services import jobs
from lowcode.services.job_kind import JobKind

JOB_KINDS: Final[Catalog[JobKind[Any]]] = Catalog(jobs, JobKind, objects=True)
"""The kinds; only the worker needs all of them, whoever puts a job down imports its file."""
