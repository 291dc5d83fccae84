"""Embedding by a server that speaks OpenAI's embeddings interface.

Called through the seam in embedding.py. Such servers are many (hosted ones,
and most that run open models), so a desk can bring its own model. It sends
passages and the key out of the house, and must log neither.
"""

import os
import time
from collections.abc import Callable
from functools import cached_property
from typing import Any

import httpx

from tacit.language.passages import Cutter, readable
from tacit.language.vector import CannotEmbed, packed

KEY_VARIABLE = "TACIT_EMBEDDING_KEY"
TIMEOUT_SECONDS = 30.0
# A busy or restarting server is asked again after 1, 2 and 4 seconds, or when it says.
TRIES = 4
LONGEST_PAUSE_SECONDS = 60.0
_HINTS = {
    401: f" (the key is read from {KEY_VARIABLE})",
    403: f" (the key is read from {KEY_VARIABLE})",
    404: " (is the address right, up to /v1, and the model there?)",
    429: " (it has had too many requests)",
}


class ServerEmbedder:
    """One model on one server; a text a request, as everywhere.

    Passages are cut by the bundled tokenizer: other models count tokens a
    little differently, and nearly all of them read twice as many.
    """

    def __init__(
        self,
        address: str,
        model: str,
        cutter: Cutter,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._pause = pause
        self._address = address.rstrip("/") + "/embeddings"
        self._model = model
        self._cutter = cutter

    @cached_property
    def namespace(self) -> str:
        # Without the address: a server that moves keeps its vectors.
        return f"{self._model}-{self.dimensions}"

    @cached_property
    def dimensions(self) -> int:
        return len(self._ask("dimensions"))

    def passages(self, text: str) -> list[str]:
        return self._cutter.passages(text)

    def embed(self, passage: str) -> bytes:
        vector = packed(self._ask(passage))
        if len(vector) != self.dimensions:
            raise CannotEmbed(
                f"{self._model} gave {len(vector)} dimensions, earlier {self.dimensions}"
            )
        return vector

    @cached_property
    def _client(self) -> httpx.Client:
        key = os.environ.get(KEY_VARIABLE)
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        return httpx.Client(headers=headers, timeout=TIMEOUT_SECONDS)

    def _ask(self, passage: str) -> list[float]:
        question = {"model": self._model, "input": readable(passage), "encoding_format": "float"}
        reply = self._told(question)
        try:
            return [float(number) for number in reply["data"][0]["embedding"]]
        except (ValueError, TypeError, LookupError) as error:
            raise CannotEmbed(f"{self._address} gave no embedding: {error!r}") from error

    def _told(self, question: dict[str, str]) -> Any:
        """The server's answer, asked for again where it is busy or comes by half."""
        for tried in range(1, TRIES + 1):
            try:
                return self._try(question, 2.0 ** (tried - 1))
            except _Missed as missed:
                if missed.pause > LONGEST_PAUSE_SECONDS:
                    raise CannotEmbed(
                        f"{missed} and asks to wait {missed.pause:.0f} seconds"
                    ) from None
                if tried == TRIES:
                    raise CannotEmbed(str(missed)) from missed.__cause__
                self._pause(missed.pause)
        raise AssertionError("the last try returns or raises")

    def _try(self, question: dict[str, str], pause: float) -> Any:
        try:
            reply = self._client.post(self._address, json=question)
        except httpx.HTTPError as error:
            raise _Missed(f"no reply from {self._address}: {error!r}", pause) from error
        status = reply.status_code
        if status != 200:
            why = f"{self._address} answered {status}{_HINTS.get(status, '')}"
            if status != 429 and status < 500:
                raise CannotEmbed(why)
            told = reply.headers.get("Retry-After", "")
            raise _Missed(why, float(told) if told.isdecimal() else pause)
        try:
            return reply.json()
        except ValueError as error:
            raise _Missed(f"{self._address} gave no whole JSON: {error}", pause) from error


class _Missed(Exception):
    """This time there was no answer; after a pause in seconds there may be one."""

    def __init__(self, why: str, pause: float) -> None:
        super().__init__(why)
        self.pause = pause
