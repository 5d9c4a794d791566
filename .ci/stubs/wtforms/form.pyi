from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from wtforms.fields import Field

class BaseForm:
    form_errors: list[str]
    @property
    def data(self) -> dict[str, Any]: ...
    @property
    def errors(self) -> dict[str | None, Any]: ...
    def __iter__(self) -> Iterator[Field]: ...
    def __contains__(self, name: str) -> bool: ...
    def __getitem__(self, name: str) -> Field: ...
    def __delitem__(self, name: str) -> None: ...
    def populate_obj(self, obj: Any) -> None: ...
    def process(
        self,
        formdata: Any = ...,
        obj: Any = ...,
        data: Mapping[str, Any] | None = ...,
        extra_filters: Mapping[str, Sequence[Any]] | None = ...,
        **kwargs: Any,
    ) -> None: ...
    def validate(
        self, extra_validators: Mapping[str, Sequence[Any]] | None = ...
    ) -> bool: ...

class Form(BaseForm):
    Meta: ClassVar[type[Any]]
    meta: Any
    _fields: dict[str, Field]
    def __init__(
        self,
        formdata: Any = ...,
        obj: Any = ...,
        prefix: str = ...,
        data: Mapping[str, Any] | None = ...,
        meta: Mapping[str, Any] | None = ...,
        **kwargs: Any,
    ) -> None: ...
