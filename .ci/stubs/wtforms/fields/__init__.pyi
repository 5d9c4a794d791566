from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, NamedTuple

from markupsafe import Markup

__all__ = [
    "SelectChoice",
    "BooleanField", "DateField", "DateTimeField", "DateTimeLocalField",
    "DecimalField", "EmailField", "Field", "FieldList", "FileField", "FloatField",
    "FormField", "HiddenField", "IntegerField", "Label", "MonthField",
    "MultipleFileField", "PasswordField", "RadioField", "SearchField",
    "SelectField", "SelectMultipleField", "StringField", "SubmitField", "TelField",
    "TextAreaField", "TimeField", "URLField",
]

class Label:
    field_id: str
    text: Any
    def __init__(self, field_id: str, text: Any) -> None: ...
    def __call__(self, text: Any = ..., **kwargs: Any) -> Markup: ...

class Field:
    name: str
    short_name: str
    id: str
    type: str
    label: Label
    description: Any
    default: Any
    data: Any
    object_data: Any
    raw_data: list[Any] | None
    errors: Sequence[Any]
    process_errors: Sequence[Any]
    flags: Any
    render_kw: dict[str, Any] | None
    validators: Sequence[Any]
    widget: Any
    meta: Any
    def __init__(
        self,
        label: Any = ...,
        validators: Sequence[Any] | None = ...,
        filters: Sequence[Callable[[Any], Any]] = ...,
        description: Any = ...,
        id: str | None = ...,
        default: Any = ...,
        widget: Any = ...,
        render_kw: Mapping[str, Any] | None = ...,
        name: str | None = ...,
        **kwargs: Any,
    ) -> None: ...
    def __call__(self, **kwargs: Any) -> Markup: ...
    def __html__(self) -> str: ...
    def gettext(self, string: str) -> str: ...
    def ngettext(self, singular: str, plural: str, n: int) -> str: ...
    def validate(self, form: Any, extra_validators: Sequence[Any] = ...) -> bool: ...
    def pre_validate(self, form: Any) -> None: ...
    def post_validate(self, form: Any, validation_stopped: bool) -> None: ...
    def process(self, formdata: Any, data: Any = ..., extra_filters: Any = ...) -> None: ...
    def process_data(self, value: Any) -> None: ...
    def process_formdata(self, valuelist: list[Any]) -> None: ...
    def populate_obj(self, obj: Any, name: str) -> None: ...
    def _value(self) -> str: ...

class StringField(Field):
    data: str | None

class EmailField(StringField): ...
class HiddenField(StringField): ...
class PasswordField(StringField): ...
class SearchField(StringField): ...
class TelField(StringField): ...
class TextAreaField(StringField): ...
class URLField(StringField): ...

class BooleanField(Field):
    data: bool

class SubmitField(BooleanField): ...

class FileField(Field): ...
class MultipleFileField(FileField): ...

class IntegerField(Field):
    data: int | None

class FloatField(Field):
    data: float | None

class DecimalField(Field):
    data: Decimal | None
    def __init__(
        self,
        label: Any = ...,
        validators: Sequence[Any] | None = ...,
        places: int | None = ...,
        rounding: str | None = ...,
        **kwargs: Any,
    ) -> None: ...

class DateTimeField(Field):
    data: Any
    def __init__(
        self,
        label: Any = ...,
        validators: Sequence[Any] | None = ...,
        format: str | Sequence[str] = ...,
        **kwargs: Any,
    ) -> None: ...

class DateTimeLocalField(DateTimeField):
    data: datetime | None

class DateField(DateTimeField):
    data: date | None

class MonthField(DateField): ...

class TimeField(DateTimeField):
    data: time | None

class Choice(NamedTuple):
    value: str
    label: str
    selected: bool
    render_kw: dict[str, Any]

class SelectChoice:
    def __init__(self, value: str, label: Any = ...) -> None: ...

class SelectField(Field):
    choices: Any
    coerce: Callable[[Any], Any]
    def __init__(
        self,
        label: Any = ...,
        validators: Sequence[Any] | None = ...,
        coerce: Callable[[Any], Any] = ...,
        choices: Iterable[Any] | Mapping[Any, Any] | Callable[[], Any] | None = ...,
        validate_choice: bool = ...,
        **kwargs: Any,
    ) -> None: ...
    def iter_choices(self) -> Iterator[Choice]: ...

class SelectMultipleField(SelectField): ...

class RadioField(SelectField):
    def __iter__(self) -> Iterator[Field]: ...

class FormField(Field):
    form: Any
    def __init__(
        self,
        form_class: type[Any],
        label: Any = ...,
        validators: None = ...,
        separator: str = ...,
        **kwargs: Any,
    ) -> None: ...

class FieldList(Field):
    entries: list[Any]
    def __init__(
        self,
        unbound_field: Field,
        label: Any = ...,
        validators: Sequence[Any] | None = ...,
        min_entries: int = ...,
        max_entries: int | None = ...,
        separator: str = ...,
        default: Any = ...,
        **kwargs: Any,
    ) -> None: ...
    def append_entry(self, data: Any = ...) -> Any: ...
    def pop_entry(self) -> Any: ...
    def __iter__(self) -> Iterator[Any]: ...
    def __len__(self) -> int: ...
    def __getitem__(self, index: int) -> Any: ...
