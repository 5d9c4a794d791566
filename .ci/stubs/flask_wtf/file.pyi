from collections.abc import Iterable
from typing import Any

from werkzeug.datastructures import FileStorage
from wtforms.fields import Field

class FileField(Field):
    data: FileStorage | None

class MultipleFileField(Field):
    data: list[FileStorage] | None

class FileRequired:
    def __init__(self, message: Any = ...) -> None: ...
    def __call__(self, form: Any, field: Field) -> None: ...

class FileAllowed:
    def __init__(self, upload_set: Iterable[str], message: Any = ...) -> None: ...
    def __call__(self, form: Any, field: Field) -> None: ...

class FileSize:
    def __init__(
        self, max_size: int, min_size: int = ..., message: Any = ...
    ) -> None: ...
    def __call__(self, form: Any, field: Field) -> None: ...
