"""Recordings as files: a second of silence, behind links that need no credentials."""

import io
import wave
from collections.abc import Callable, Mapping
from functools import cache

from tools.sandbox.accounts import Store
from tools.sandbox.wire import Answer, Request, json_answer

_RATE = 8000
_TYPES = {"wav": "audio/x-wav", "mp3": "audio/mpeg"}

# MPEG-2 layer III, 8 kbit/s, 16 kHz, mono: 36 bytes a frame, 28 frames a second; zeros decode to silence.
_MP3_FRAME = bytes.fromhex("fff318c4") + bytes(32)


def sound(file_format: str) -> Answer:
    """Return a file of that format."""
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


class Media:
    """Serves Plivo's and Telnyx's storage; Twilio's recordings are below its API."""

    def __init__(self, store: Store, sources: Mapping[str, Callable[[str, Request], Answer]]) -> None:
        self._store = store
        # By where the paths begin.
        self._sources = sources

    def answer(self, request: Request) -> Answer | None:
        """Return the file; None when the path is none of a file."""
        for prefix, source in self._sources.items():
            if request.path.startswith(prefix):
                if request.method != "GET":
                    return json_answer(404, {"message": "There is no such recording"})
                with self._store.changing():
                    return source(request.path.removeprefix(prefix), request)
        return None
