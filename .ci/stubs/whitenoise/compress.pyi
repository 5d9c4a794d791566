from collections.abc import Sequence

def main(argv: Sequence[str] | None = ...) -> int: ...

class Compressor:
    def __init__(
        self,
        extensions: Sequence[str] | None = ...,
        use_gzip: bool = ...,
        use_brotli: bool = ...,
        quiet: bool = ...,
    ) -> None: ...
    def should_compress(self, filename: str) -> bool: ...
    def compress(self, path: str) -> list[str]: ...
