"""The seam between the product and whatever turns a passage into a vector.

Flows and importers ask an `Embedder`, app.py makes it from one setting. Who
asks must not know which model answers: only its namespace, which is stored
beside every vector, because vectors of two namespaces cannot be compared.
"""

from pathlib import Path
from typing import Protocol

from tacit.language.onnx import BUNDLE, OnnxEmbedder
from tacit.language.passages import Cutter
from tacit.language.server import ServerEmbedder
from tacit.language.vector import CannotEmbed

BUNDLED = "bundled"
_FORMS = "write bundled, onnx:FOLDER or https://HOST/v1#MODEL"


class Embedder(Protocol):
    """Cuts texts into passages and gives each one vector."""

    @property
    def namespace(self) -> str:
        """Name of the model, and what tells it from others of that name."""

    @property
    def dimensions(self) -> int:
        """Length of every vector, in bytes."""

    def passages(self, text: str) -> list[str]:
        """Cut a text of any length into what `embed` can read whole."""

    def embed(self, passage: str) -> bytes:
        """Give the passage's vector: one signed byte a dimension.

        The same passage gives the same bytes, whatever is embedded around it.
        """


def embedder_from(setting: str = BUNDLED) -> Embedder:
    """Make the embedder that a setting names; it loads when first used.

    "bundled"                      the model that comes with the product
    "onnx:FOLDER"                  model.onnx and tokenizer.json in a folder
    "https://HOST/v1#MODEL"        any server that speaks OpenAI's embeddings
    """
    if setting == BUNDLED:
        return OnnxEmbedder(BUNDLE, "all-MiniLM-L6-v2")
    if setting.startswith("onnx:"):
        folder = Path(setting.removeprefix("onnx:"))
        return OnnxEmbedder(folder, folder.resolve().name)
    if setting.startswith(("http://", "https://")):
        address, _, model = setting.partition("#")
        if not model:
            raise CannotEmbed(f"TACIT_EMBEDDING is {setting!r} and names no model: {_FORMS}")
        return ServerEmbedder(address, model, Cutter(BUNDLE / "tokenizer.json"))
    raise CannotEmbed(f"TACIT_EMBEDDING is {setting!r}: {_FORMS}")
