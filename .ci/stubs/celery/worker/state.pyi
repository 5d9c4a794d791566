from collections.abc import Collection
from typing import Any

reserved_requests: Collection[Any]
active_requests: Collection[Any]
