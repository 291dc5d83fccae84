"""The learned state as bytes: the whole of it to compare, its learners as a snapshot to keep.

The follower takes snapshots and brings them back; tests and rebuilds compare the whole.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tacit.learners.fixed import from_bytes, to_bytes

if TYPE_CHECKING:
    from tacit.answering.learned import Learned

# The learners of a state by its names of them.
Kinds = Mapping[str, type]
_PARTS = {"namespace", "refused", "early", "asked_by", "latest", "policies"}


def whole(learned: Learned, kinds: Kinds) -> bytes:
    """The whole learned state as canonical bytes: ids and whole numbers, no positions."""
    parts = _learners(learned, kinds)
    parts["exemplars"] = [
        [each.entry_id, each.n, *each.query, each.reply, *each.cites, each.is_published]
        for each in learned.exemplars.ordered
        if each.serves
    ]
    parts["rulings"] = {e: [each.kind, each.n, each.rule] for e, each in learned.rulings.items()}
    parts["kept_for"] = learned.kept_for
    parts["told_to"] = learned.told_to
    parts["refused"] = learned.exemplars.refused
    parts["version"] = learned.library.version
    parts["manifest"] = learned.library.manifests[learned.library.version]
    parts["modes"] = learned.modes.state()
    parts["earns"] = learned.earns
    parts["policies"] = learned.policies.state()
    parts["intents"] = learned.intents.state()
    parts["audits"] = learned.audits.state()
    parts["pseudo_labels"] = learned.pseudo_labels.state()
    return json.dumps(parts, sort_keys=True, separators=(",", ":")).encode()


def _learners(learned: Learned, kinds: Kinds) -> dict[str, Any]:
    return {name: json.loads(to_bytes(getattr(learned, name))) for name in kinds}


def snapshot(learned: Learned, kinds: Kinds, namespace: str) -> bytes:
    """The learners' state, and what came of words, decisions and first replies not read again.

    Knowledge and exemplars come back from the log.
    """
    held = {
        "namespace": namespace,
        "learners": _learners(learned, kinds),
        "refused": learned.exemplars.refused,
        "early": learned.first_replies.early_state(),
        "asked_by": learned.awaiting.forgotten(),
        "latest": learned.latest.isoformat() if learned.latest else None,
        "policies": [learned.policies.decisions, learned.policies.counts],
    }
    return json.dumps(held, sort_keys=True, separators=(",", ":")).encode()


def restore(learned: Learned, kinds: Kinds, snapshot: bytes, position: int, namespace: str) -> bool:
    """Take the learners from a snapshot at a position.

    False for one of another model's vectors or of another error budget, or from before there
    was some part.
    """
    assert learned.position == 0, "a snapshot is where folding begins"
    held = json.loads(snapshot)
    if held["learners"].keys() != kinds.keys() or not held.keys() >= _PARTS:
        return False
    budget = from_bytes(kinds["budget"], json.dumps(held["learners"]["budget"]).encode())
    if held["namespace"] != namespace or budget.target != learned.budget.target:
        return False
    for name, state in held["learners"].items():
        setattr(learned, name, from_bytes(kinds[name], json.dumps(state).encode()))
    learned.first_replies.restore_early(held["early"])
    learned.awaiting.asked_by = dict(held["asked_by"])
    learned.exemplars.refused = dict(held["refused"])
    learned.policies.decisions, learned.policies.counts = held["policies"]
    learned.latest = datetime.fromisoformat(held["latest"]) if held["latest"] else None
    learned.known = position
    return True
