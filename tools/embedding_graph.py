"""The network of all-MiniLM-L6-v2 as an ONNX graph, straight from its weights.

Called by make_embedding.py inside the environment that it makes; needs numpy
and onnx, no torch. It knows nothing of where the weights come from.

    python tools/embedding_graph.py WEIGHTS MODEL int8|float32

Six BERT layers, then the mean over the tokens and unit length, all in the
graph: token ids go in, one vector a text comes out. There is no attention
mask, so texts of different lengths cannot share a batch: padding would move
their vectors, and a stored vector may not depend on its neighbours.

Width int8 stores each large table as one signed byte a weight and one scale a
channel; the graph multiplies them out, which the runtime does once, at load.
From there on all arithmetic is float32: activations are never quantised.
"""

import json
import math
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

Floats = NDArray[np.float32]
Weights = dict[str, Floats]

LAYERS, HEADS, WIDTH = 6, 12, 384
HEAD_WIDTH = WIDTH // HEADS
EPSILON = 1e-12  # of the layer norms, from the model's configuration


def main() -> None:
    source, target, width = sys.argv[1:]
    weights = read_safetensors(Path(source))
    model = build(weights, quantised=width == "int8")
    onnx.checker.check_model(model, full_check=True)
    Path(target).write_bytes(model.SerializeToString(deterministic=True))


def read_safetensors(path: Path) -> Weights:
    """Read every float32 tensor: a header of JSON, then the raw numbers."""
    content = path.read_bytes()
    start = 8 + int.from_bytes(content[:8], "little")
    header = json.loads(content[8:start])
    weights = {}
    for name, entry in header.items():
        if entry.get("dtype") == "F32":
            first, last = entry["data_offsets"]
            numbers = np.frombuffer(content[start + first : start + last], "<f4")
            weights[name] = numbers.reshape(entry["shape"])
    return weights


@dataclass
class Graph:
    """Nodes and constants in the order they are added, and names for both."""

    quantised: bool
    nodes: list[onnx.NodeProto] = field(default_factory=list)
    constants: list[onnx.TensorProto] = field(default_factory=list)

    def add(self, kind: str, *inputs: str, **attributes: Any) -> str:
        output = f"{kind.lower()}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, inputs, [output], **attributes))
        return output

    def constant(self, numbers: NDArray[np.generic]) -> str:
        name = f"constant_{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.array(numbers, order="C"), name))
        return name

    def index(self, *numbers: int) -> str:
        return self.constant(np.array(numbers, dtype=np.int64))

    def matrix(self, weights: Floats) -> str:
        """A matrix to multiply by: one scale for each of its columns."""
        if not self.quantised:
            return self.constant(weights)
        steps, scales = quantise(weights, axis=0)
        whole = self.add("Cast", self.constant(steps), to=TensorProto.FLOAT)
        return self.add("Mul", whole, self.constant(scales))

    def rows(self, table: Floats, ids: str) -> str:
        """Look rows up in a table that has one scale for each of its rows."""
        if not self.quantised:
            return self.add("Gather", self.constant(table), ids)
        steps, scales = quantise(table, axis=1)
        whole = self.add("Gather", self.constant(steps), ids)
        whole = self.add("Cast", whole, to=TensorProto.FLOAT)
        return self.add("Mul", whole, self.add("Gather", self.constant(scales), ids))


def quantise(weights: Floats, axis: int) -> tuple[NDArray[np.int8], Floats]:
    """Round to 255 even steps around zero, with one scale a row or column."""
    largest = np.abs(weights).max(axis=axis, keepdims=True)
    scales = (np.where(largest == 0, 1, largest) / 127).astype(np.float32)
    return np.rint(weights / scales).astype(np.int8), scales


def build(weights: Weights, *, quantised: bool) -> onnx.ModelProto:
    graph = Graph(quantised)
    hidden = embed_tokens(graph, weights)
    for number in range(LAYERS):
        layer = f"encoder.layer.{number}."
        attended = attend(graph, weights, layer + "attention.", hidden)
        hidden = normed(graph, weights, layer + "attention.output.", hidden, attended)
        thought = think(graph, weights, layer, hidden)
        hidden = normed(graph, weights, layer + "output.", hidden, thought)
    mean = graph.add("ReduceMean", hidden, graph.index(1), keepdims=0)
    length = graph.add("ReduceL2", mean, graph.index(1), keepdims=1)
    graph.nodes.append(helper.make_node("Div", [mean, length], ["sentence_embedding"]))
    return whole(graph)


def whole(graph: Graph) -> onnx.ModelProto:
    ids = helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["texts", "tokens"])
    vectors = helper.make_tensor_value_info(
        "sentence_embedding", TensorProto.FLOAT, ["texts", WIDTH]
    )
    body = helper.make_graph(graph.nodes, "all-MiniLM-L6-v2", [ids], [vectors], graph.constants)
    # Opset 20 is the first with a whole Gelu; format 9 is what goes with it.
    model = helper.make_model(body, opset_imports=[helper.make_opsetid("", 20)], ir_version=9)
    model.producer_name = "tacit tools/embedding_graph.py"
    return model


def embed_tokens(graph: Graph, weights: Weights) -> str:
    words = graph.rows(weights["embeddings.word_embeddings.weight"], "input_ids")
    # Every token is of the first type, so that type's row joins the positions.
    places = weights["embeddings.position_embeddings.weight"]
    places = places + weights["embeddings.token_type_embeddings.weight"][0]
    tokens = graph.add("Shape", "input_ids", start=1, end=2)
    zero, one = (graph.constant(np.array(n, dtype=np.int64)) for n in (0, 1))
    numbers = graph.add("Range", zero, graph.add("Squeeze", tokens), one)
    return normed(graph, weights, "embeddings.", words, graph.rows(places, numbers))


def normed(graph: Graph, weights: Weights, name: str, left: str, right: str) -> str:
    scale = graph.constant(weights[name + "LayerNorm.weight"])
    shift = graph.constant(weights[name + "LayerNorm.bias"])
    both = graph.add("Add", left, right)
    return graph.add("LayerNormalization", both, scale, shift, axis=-1, epsilon=EPSILON)


def attend(graph: Graph, weights: Weights, name: str, hidden: str) -> str:
    # Dividing by sqrt(head width) is done to the queries' weights, here.
    shrink = 1 / math.sqrt(HEAD_WIDTH)
    query = heads(graph, weights, name + "self.query", hidden, shrink)
    key = heads(graph, weights, name + "self.key", hidden)
    value = heads(graph, weights, name + "self.value", hidden)
    key = graph.add("Transpose", key, perm=[0, 1, 3, 2])
    shares = graph.add("Softmax", graph.add("MatMul", query, key), axis=-1)
    seen = graph.add("Transpose", graph.add("MatMul", shares, value), perm=[0, 2, 1, 3])
    joined = graph.add("Reshape", seen, graph.index(0, 0, WIDTH))
    return linear(graph, weights, name + "output.dense", joined)


def heads(graph: Graph, weights: Weights, name: str, hidden: str, factor: float = 1.0) -> str:
    mixed = linear(graph, weights, name, hidden, factor)
    split = graph.add("Reshape", mixed, graph.index(0, 0, HEADS, HEAD_WIDTH))
    return graph.add("Transpose", split, perm=[0, 2, 1, 3])


def think(graph: Graph, weights: Weights, layer: str, hidden: str) -> str:
    wide = linear(graph, weights, layer + "intermediate.dense", hidden)
    return linear(graph, weights, layer + "output.dense", graph.add("Gelu", wide))


def linear(graph: Graph, weights: Weights, name: str, hidden: str, factor: float = 1.0) -> str:
    matrix = graph.matrix(weights[name + ".weight"].T * factor)
    shift = graph.constant(weights[name + ".bias"] * factor)
    return graph.add("Add", graph.add("MatMul", hidden, matrix), shift)


if __name__ == "__main__":
    main()
