"""Embedding by a server that speaks OpenAI's embeddings interface.

Called through the seam in embedding.py. Such servers are many (hosted ones,
and most that run open models), so a desk can bring its own model. It sends
passages and the key out of the house, and must log neither.
"""

import os
from functools import cached_property

import httpx

from tacit.language.passages import Cutter, readable
from tacit.language.vector import CannotEmbed, packed

KEY_VARIABLE = "TACIT_EMBEDDING_KEY"
TIMEOUT_SECONDS = 30.0


class ServerEmbedder:
    """One model on one server; a text a request, as everywhere.

    Passages are cut by the bundled tokenizer: other models count tokens a
    little differently, and nearly all of them read twice as many.
    """

    def __init__(self, address: str, model: str, cutter: Cutter) -> None:
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
        try:
            reply = self._client.post(self._address, json=question)
        except httpx.HTTPError as error:
            raise CannotEmbed(f"no reply from {self._address}: {error!r}") from error
        if reply.status_code != 200:
            raise CannotEmbed(self._refusal(reply))
        try:
            return [float(number) for number in reply.json()["data"][0]["embedding"]]
        except (ValueError, TypeError, LookupError) as error:
            raise CannotEmbed(f"{self._address} gave no embedding: {error!r}") from error

    def _refusal(self, reply: httpx.Response) -> str:
        hint = f" (the key is read from {KEY_VARIABLE})" if reply.status_code == 401 else ""
        return f"{self._address} answered {reply.status_code}{hint}"
