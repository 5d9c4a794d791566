from collections.abc import Callable, Iterable
from os import PathLike
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

class WhiteNoise:
    def __init__(
        self,
        application: WSGIApplication,
        root: str | PathLike[str] | None = ...,
        prefix: str | None = ...,
        *,
        autorefresh: bool = ...,
        max_age: int | None = ...,
        allow_all_origins: bool = ...,
        charset: str = ...,
        mimetypes: dict[str, str] | None = ...,
        add_headers_function: Callable[[Any, str, str], None] | None = ...,
        index_file: str | bool | None = ...,
        immutable_file_test: Callable[[str, str], bool] | str | None = ...,
    ) -> None: ...
    def __call__(
        self, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]: ...
    def add_files(
        self, root: str | PathLike[str], prefix: str | None = ...
    ) -> None: ...
