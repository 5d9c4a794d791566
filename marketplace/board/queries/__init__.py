"""What pages that look across areas show."""

from __future__ import annotations

from marketplace.board.queries.jobs import (
    LISTED,
    JobGroup,
    JobLine,
    JobsPage,
    failed_count,
    jobs_page,
)

__all__ = ["LISTED", "JobGroup", "JobLine", "JobsPage", "failed_count", "jobs_page"]
