from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup
from wtforms.fields import Field
from wtforms.form import Form

from flask_wtf.csrf import CSRFProtect as CSRFProtect

class FlaskForm(Form):
    class Meta:
        csrf: bool
        csrf_time_limit: int | None

    def __init__(
        self,
        formdata: Any = ...,
        *,
        obj: Any = ...,
        prefix: str = ...,
        data: Mapping[str, Any] | None = ...,
        meta: Mapping[str, Any] | None = ...,
        **kwargs: Any,
    ) -> None: ...
    def is_submitted(self) -> bool: ...
    def validate_on_submit(
        self, extra_validators: Mapping[str, Sequence[Any]] | None = ...
    ) -> bool: ...
    def hidden_tag(self, *fields: str | Field) -> Markup: ...
