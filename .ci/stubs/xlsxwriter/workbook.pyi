from os import PathLike
from types import TracebackType
from typing import IO, Any, Self

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

class Workbook:
    def __init__(
        self,
        filename: str | PathLike[str] | IO[bytes],
        options: dict[str, Any] | None = ...,
    ) -> None: ...
    def __enter__(self) -> Self: ...
    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None: ...
    def add_worksheet(self, name: str | None = ...) -> Worksheet: ...
    def add_format(self, properties: dict[str, Any] | None = ...) -> Format: ...
    def set_properties(self, properties: dict[str, Any]) -> None: ...
    def close(self) -> None: ...
