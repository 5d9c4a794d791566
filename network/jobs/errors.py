"""Why a running job must stop: signals for the worker, not broken rules."""

from __future__ import annotations


class JobCancelledError(Exception):
    """Somebody asked that the running job be stopped."""


class LeaseLostError(Exception):
    """The job was given to somebody else: this run may save nothing more."""
