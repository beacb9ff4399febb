"""A file is sent piece by piece, by an asynchronous server too."""

import asyncio
import io

from hygie.web.http import SentFile


def test_a_file_is_never_read_whole_before_it_is_sent() -> None:
    content = bytes(SentFile.block_size) + b"end"

    async def pieces() -> list[bytes]:
        return [one async for one in SentFile(io.BytesIO(content))]

    assert [len(one) for one in asyncio.run(pieces())] == [SentFile.block_size, 3]
