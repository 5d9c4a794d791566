from collections.abc import Callable, Iterable
from typing import Any

class ValidationError(ValueError):
    def __init__(self, message: Any = ..., *args: Any) -> None: ...

class StopValidation(Exception):
    def __init__(self, message: Any = ..., *args: Any) -> None: ...

class _Validator:
    message: Any
    def __call__(self, form: Any, field: Any) -> None: ...

class DataRequired(_Validator):
    def __init__(self, message: Any = ...) -> None: ...

class InputRequired(_Validator):
    def __init__(self, message: Any = ...) -> None: ...

class Optional(_Validator):
    def __init__(self, strip_whitespace: bool = ...) -> None: ...

class Length(_Validator):
    def __init__(self, min: int = ..., max: int = ..., message: Any = ...) -> None: ...

class NumberRange(_Validator):
    def __init__(self, min: Any = ..., max: Any = ..., message: Any = ...) -> None: ...

class EqualTo(_Validator):
    def __init__(self, fieldname: str, message: Any = ...) -> None: ...

class Regexp(_Validator):
    def __init__(self, regex: Any, flags: int = ..., message: Any = ...) -> None: ...

class AnyOf(_Validator):
    def __init__(
        self,
        values: Iterable[Any],
        message: Any = ...,
        values_formatter: Callable[[Any], str] | None = ...,
    ) -> None: ...

class NoneOf(AnyOf): ...

class UUID(_Validator):
    def __init__(self, message: Any = ...) -> None: ...
