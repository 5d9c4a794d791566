"""What people read of a joint purchase, one module a page or a group of them."""

from __future__ import annotations
