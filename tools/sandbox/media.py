"""A second of silence in the formats in which carriers keep recordings."""

import io
import wave
from functools import cache

from tools.sandbox.wire import Answer

_RATE = 8000
_TYPES = {"wav": "audio/x-wav", "mp3": "audio/mpeg"}

# MPEG-2 layer III, 8 kbit/s, 16 kHz, mono: 36 bytes a frame, 28 frames a second; zeros decode to silence.
_MP3_FRAME = bytes.fromhex("fff318c4") + bytes(32)


def sound(file_format: str) -> Answer:
    """A file of that format."""
    content = _wav() if file_format == "wav" else _MP3_FRAME * 28
    return Answer(200, content, {"Content-Type": _TYPES[file_format]})


@cache
def _wav() -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(2)
        writer.setframerate(_RATE)
        writer.writeframes(bytes(2 * _RATE))
    return file.getvalue()
