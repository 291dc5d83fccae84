"""Embedding with a model file on this machine, through onnxruntime.

Called through the seam in embedding.py. One text at a time on one thread: so a
vector depends on its text alone, not on what shares its batch, and many can be
made at once by many processes (pool.py). It must not know what is embedded.
"""

import hashlib
from functools import cached_property
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from tacit.language.passages import LONGEST_PASSAGE, Cutter, readable
from tacit.language.vector import SCALE, CannotEmbed, packed

BUNDLE = Path(__file__).parent / "minilm"


class OnnxEmbedder:
    """A folder with model.onnx and tokenizer.json, as sentence models come.

    The model may give one vector a text, or one a token (then their mean is
    taken); it may ask for an attention mask and token types, or not.
    """

    def __init__(self, folder: Path, name: str) -> None:
        self._model_file = folder / "model.onnx"
        self._tokenizer_file = folder / "tokenizer.json"
        self._name = name
        self._cutter = Cutter(self._tokenizer_file)
        for file in (self._model_file, self._tokenizer_file):
            if not file.is_file():
                raise CannotEmbed(f"{file} is missing")

    @cached_property
    def namespace(self) -> str:
        # The scale is in it too: another one would make other vectors.
        recipe = hashlib.sha256(b"scale %d" % SCALE)
        recipe.update(self._model_file.read_bytes())
        recipe.update(self._tokenizer_file.read_bytes())
        return f"{self._name}-{recipe.hexdigest()[:12]}"

    @cached_property
    def dimensions(self) -> int:
        return len(self.floats("dimensions"))

    def passages(self, text: str) -> list[str]:
        return self._cutter.passages(text)

    def embed(self, passage: str) -> bytes:
        return packed(self.floats(passage))

    def floats(self, passage: str) -> NDArray[np.float32]:
        """The vector as the model gives it, before rounding; for benchmarks."""
        ids = np.array([self._tokenizer.encode(readable(passage)).ids], dtype=np.int64)
        known = {
            "input_ids": ids,
            "attention_mask": np.ones_like(ids),
            "token_type_ids": np.zeros_like(ids),
        }
        wanted = {name: known[name] for name in self._inputs}
        found: NDArray[np.float32] = self._session.run([self._output], wanted)[0][0]
        return found.mean(axis=0) if found.ndim == 2 else found

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        tokenizer = Tokenizer.from_file(str(self._tokenizer_file))
        # Files from elsewhere pad every text, which costs time, and cut early.
        tokenizer.no_padding()
        tokenizer.enable_truncation(LONGEST_PASSAGE)
        return tokenizer

    @cached_property
    def _session(self) -> onnxruntime.InferenceSession:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
        options.log_severity_level = 3  # errors only
        return onnxruntime.InferenceSession(
            str(self._model_file), options, providers=["CPUExecutionProvider"]
        )

    @cached_property
    def _inputs(self) -> list[str]:
        names = [node.name for node in self._session.get_inputs()]
        strange = set(names) - {"input_ids", "attention_mask", "token_type_ids"}
        if strange:
            raise CannotEmbed(f"{self._model_file} asks for {', '.join(sorted(strange))}")
        return names

    @cached_property
    def _output(self) -> str:
        names = [node.name for node in self._session.get_outputs()]
        return "sentence_embedding" if "sentence_embedding" in names else names[0]
