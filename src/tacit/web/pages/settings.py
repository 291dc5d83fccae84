"""Settings: what the assistant may do by itself, as one audited step, and who has keys."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from tacit.answering.policy import ABOUT, CLASSES
from tacit.answering.segment import segment_of
from tacit.events import EVERY_INTENT, IntentId, Mode, Patience, Treatment
from tacit.flows import autonomy
from tacit.share import Share
from tacit.web import drawing
from tacit.web.callers import SCOPES
from tacit.web.shared import Here as Process
from tacit.web.signed import Form, Here, Page, Sent, SignedIn, one, page
from tacit.web.views.changes import Change, changes_of
from tacit.weights import DOES, WEIGHTS

if TYPE_CHECKING:
    from tacit.web.shared import Shared

router = APIRouter(route_class=Page, include_in_schema=False)

MODES: dict[Mode, tuple[str, str]] = {
    "observe": (
        "Observe",
        "It says nothing. You read what it would have said, and how right it was.",
    ),
    "draft": ("Draft", "It writes drafts for agents. Nothing leaves without one of them."),
    "auto": ("Auto", "It answers by itself what it is sure enough of, and hands over the rest."),
}
EARNED: dict[Mode, tuple[str, str]] = {
    "observe": ("By people alone", "Intents stay in the mode that people set."),
    "draft": (
        "Up to draft",
        "Once ten of its would-be answers were judged, and most were right.",
    ),
    "auto": (
        "Up to auto",
        "Once the odds are twenty to one that its answers keep the error budget.",
    ),
}
TREATMENTS: dict[Treatment, tuple[str, str]] = {
    "ordinary": ("As any other", "No more is asked of an answer."),
    "stricter": (
        "Stricter",
        "The line is drawn for a quarter of the error budget, and the entry must have answered "
        "five questions.",
    ),
    "person": ("To a person", "Never answered alone, however sure it is."),
}
TRIED: dict[int, tuple[str, str]] = {
    0: ("Never", "It always gives the answer that it holds for the best."),
    2: ("2 in a hundred", "For a desk with many questions."),
    5: ("5 in a hundred", "Which of two answers resolves is known the sooner."),
}
PATIENCE: dict[Patience, tuple[str, str]] = {
    "hand_over": ("Hand over", "A person answers what the assistant would have answered."),
    "flag": (
        "Flag for attention",
        "The assistant answers what it is sure of; the conversation stands first in the inbox.",
    ),
    "off": ("Nothing", "It answers them as anybody else."),
}
UNSET = "unset"
REASON_LETTERS = 200


@router.get("/settings", **page("desk"))
def settings(request: Request, who: Here, shared: Process) -> Response:
    """The mode with its history, and the keys."""
    return _page(request, shared, who, Tried())


@router.post("/settings/mode", **page("desk", "admin"))
def set_mode(request: Request, who: Here, sent: Sent, shared: Process) -> Response:
    """Set the mode, with the reason that the log keeps."""
    mode, reason, wrong = _chosen(sent, MODES)
    if mode is None or wrong:
        return _page(request, shared, who, _refused(sent, "mode", wrong))
    autonomy.set_mode(shared.port, who.workspace, mode, reason, who.actor)
    return RedirectResponse("/settings", 303)


@router.post("/settings/earning", **page("desk", "admin"))
def set_earning(request: Request, who: Here, sent: Sent, shared: Process) -> Response:
    """Say up to which mode intents may rise by themselves."""
    upto, reason, wrong = _chosen(sent, EARNED)
    if upto is None or wrong:
        return _page(request, shared, who, _refused(sent, "earning", wrong))
    autonomy.set_earning(shared.port, who.workspace, upto, reason, who.actor)
    return RedirectResponse("/settings#earning", 303)


@router.post("/settings/policy", **page("desk", "admin"))
def set_policy(request: Request, who: Here, sent: Sent, shared: Process) -> Response:
    """Say what is done about questions of a policy class."""
    name = one(sent, "policy_class")
    treatment, reason, wrong = _treatment(sent)
    if name not in CLASSES:
        wrong = "Choose a class, and what is done about it."
    if wrong:
        return _page(request, shared, who, _refused(sent, "policy", wrong, name))
    autonomy.treat(shared.port, who.workspace, name, treatment, who.actor, reason)
    return RedirectResponse("/settings#policy", 303)


@router.post("/settings/segment", **page("desk", "admin"))
def set_segment(request: Request, who: Here, sent: Sent, shared: Process) -> Response:
    """Say what is done about questions of customers of whom something is told."""
    attribute, value = one(sent, "attribute"), one(sent, "value")
    treatment, reason, wrong = _treatment(sent)
    try:
        name = segment_of(f"{attribute}={value}").name
    except ValueError as refused:
        name, said = "", str(refused)
        wrong = f"{said[:1].upper()}{said[1:]}."
    if wrong:
        tried = _refused(sent, "segment", wrong, attribute, value)
        return _page(request, shared, who, tried)
    autonomy.treat(shared.port, who.workspace, name, treatment, who.actor, reason)
    return RedirectResponse("/settings#segments", 303)


@router.post("/settings/segment-mode", **page("desk", "admin"))
def set_segment_mode(request: Request, who: Here, sent: Sent, shared: Process) -> Response:
    """Say what may be done at most with questions of customers of whom something is told."""
    attribute, value = one(sent, "attribute"), one(sent, "value")
    mode = next((each for each in MODES if each == one(sent, "mode")), None)
    reason, wrong = reason_of(sent)
    if mode is None:
        wrong = "Choose what may be done."
    try:
        name = IntentId(segment_of(f"{attribute}={value}").name)
    except ValueError as refused:
        name, said = IntentId(""), str(refused)
        wrong = f"{said[:1].upper()}{said[1:]}."
    if wrong or mode is None:
        tried = _refused(sent, "segment-mode", wrong, attribute, value)
        return _page(request, shared, who, tried)
    where, by = (shared.port, who.workspace), who.actor
    if mode == "auto":
        autonomy.unset_mode(*where, reason, by, name)
    else:
        autonomy.set_mode(*where, mode, reason, by, name)
    return RedirectResponse("/settings#segment-modes", 303)


@router.post("/settings/exploration", **page("desk", "admin"))
def set_exploration(request: Request, who: Here, sent: Sent, shared: Process) -> Response:
    """Say of how many in a hundred answers another about as likely is tried."""
    percent = next((each for each in TRIED if str(each) == one(sent, "mode")), None)
    reason, wrong = reason_of(sent)
    if percent is None or wrong:
        said = wrong or "Choose one of them."
        return _page(request, shared, who, _refused(sent, "exploration", said))
    autonomy.explore(shared.port, who.workspace, percent, reason, who.actor)
    return RedirectResponse("/settings#exploration", 303)


@router.post("/settings/patience", **page("desk", "admin"))
def set_patience(request: Request, who: Here, sent: Sent, shared: Process) -> Response:
    """Say what is done where a customer's frustration rises."""
    action = next((each for each in PATIENCE if each == one(sent, "mode")), None)
    reason, wrong = reason_of(sent)
    if action is None or wrong:
        said = wrong or "Choose one of them."
        return _page(request, shared, who, _refused(sent, "patience", said))
    autonomy.set_patience(shared.port, who.workspace, action, reason, who.actor)
    return RedirectResponse("/settings#patience", 303)


@router.post("/settings/weight", **page("desk", "admin"))
def set_weight(request: Request, who: Here, sent: Sent, shared: Process) -> Response:
    """Say of how much of a word a customer's signal is worth."""
    signal, typed = one(sent, "signal"), one(sent, "percent").strip().removesuffix("%")
    reason, wrong = reason_of(sent)
    if typed and not (typed.isdecimal() and int(typed) <= 100):
        wrong = "Write how much as a whole number from 0 to 100."
    if signal not in WEIGHTS:
        wrong = "Choose a signal."
    if wrong:
        return _page(request, shared, who, _refused(sent, "weight", wrong, signal, typed))
    percent = int(typed) if typed else None
    autonomy.weigh(shared.port, who.workspace, signal, percent, who.actor, reason)
    return RedirectResponse("/settings#weights", 303)


def _refused(sent: Form, of: str, wrong: str, about: str = "", value: str = "") -> Tried:
    """What was sent by a form that cannot be taken: nothing of it is lost."""
    wanted = one(sent, "mode") or one(sent, "treatment")
    return Tried(of, wanted, wrong, about, value, one(sent, "reason"))


def _treatment(sent: Form) -> tuple[Treatment | None, str, str]:
    """What a form wants done, the reason it gives, and what is wrong with them."""
    wanted = one(sent, "treatment")
    treatment = next((each for each in TREATMENTS if each == wanted), None)
    reason, wrong = reason_of(sent)
    is_one = treatment is not None or wanted == UNSET
    return treatment, reason, wrong if is_one else "Choose what is done."


def reason_of(sent: Form) -> tuple[str, str]:
    """The reason that a form gives, and what is wrong with it."""
    reason = " ".join(one(sent, "reason").split())[:REASON_LETTERS]
    return reason, "" if reason else "Write why: the log keeps it with your name."


def _chosen(sent: Form, among: Iterable[Mode]) -> tuple[Mode | None, str, str]:
    """The mode that a form chooses, the reason it gives, and what is wrong with them."""
    reason, wrong = reason_of(sent)
    mode = next((each for each in among if each == one(sent, "mode")), None)
    return mode, reason, wrong if mode is not None else "Choose one of them."


@dataclass(frozen=True)
class Tried:
    """A form of the page that was sent and could not be taken, and why."""

    of: str = ""
    wanted: str = ""
    wrong: str = ""
    about: str = ""
    value: str = ""
    reason: str = ""


@dataclass(frozen=True)
class PolicyClass:
    """A policy class: what is done about it now, how many decisions were of it, how it was set."""

    name: str
    about: str
    treatment: Treatment
    is_set: bool
    decisions: Share
    changes: Sequence[Change]


def _policies(shared: Shared, who: SignedIn) -> list[PolicyClass]:
    with shared.port.learned(who.workspace) as learned:
        held = learned.policies
        now = [
            (each, held.of(each), Share(held.counts.get(each, 0), held.decisions))
            for each in CLASSES
        ]
        said = set(held.treatments)
    return [
        PolicyClass(
            name,
            ABOUT[name],
            treatment,
            name in said,
            share,
            changes_of(shared.port, who.workspace, name),
        )
        for name, treatment, share in now
    ]


@dataclass(frozen=True)
class SetSegment:
    """A segment about which something is set, and how many decisions were of it while it was."""

    name: str
    treatment: Treatment
    decisions: int
    last: Change


def _segments(shared: Shared, who: SignedIn) -> list[SetSegment]:
    with shared.port.learned(who.workspace) as learned:
        held = learned.policies
        now = [(each, held.of(each), held.counts.get(each, 0)) for each in held.segments.values()]
    return [
        SetSegment(name, treatment, count, _last(shared, who, name, treatment))
        for name, treatment, count in sorted(now)
    ]


def _last(shared: Shared, who: SignedIn, name: str, said: Treatment | Mode) -> Change:
    """How a segment's treatment or mode came to be: both stand in its one stream."""
    changes = changes_of(shared.port, who.workspace, name)
    return next(each for each in changes if each.mode == said)


@dataclass(frozen=True)
class SegmentMode:
    """What may be done at most with a segment's questions, and how that was last set."""

    name: str
    mode: Mode
    has_lost: bool
    last: Change


def _segment_modes(shared: Shared, who: SignedIn) -> list[SegmentMode]:
    with shared.port.learned(who.workspace) as learned:
        modes = learned.modes
        held = [(name, modes.held[name], name in modes.lost) for name in modes.segments.values()]
    return [
        SegmentMode(name, mode, has_lost, _last(shared, who, name, mode))
        for name, mode, has_lost in sorted(held, key=lambda each: each[0])
        if mode is not None
    ]


@dataclass(frozen=True)
class Weighed:
    """A signal: what a customer does, what it is worth now and otherwise, in hundredths.

    `last` is how it was set; None where nobody did.
    """

    signal: str
    does: str
    percent: int
    usual: int
    last: Change | None


def _weights(shared: Shared, who: SignedIn) -> list[Weighed]:
    with shared.port.learned(who.workspace) as learned:
        now = {name: learned.policies.weight(name) for name in WEIGHTS}
    return [
        Weighed(
            name,
            DOES[name],
            now[name] // 10,
            usual // 10,
            next(iter(changes_of(shared.port, who.workspace, name)), None),
        )
        for name, usual in WEIGHTS.items()
    ]


def _page(request: Request, shared: Shared, who: SignedIn, tried: Tried) -> Response:
    with shared.port.learned(who.workspace) as learned:
        earns, explores = learned.earns, learned.policies.explores_percent
        patience = learned.policies.patience
        mode = learned.mode_of(None)
        budget = learned.budget.target
        line, labels = learned.budget.predict(), len(learned.pseudo_labels)
        own = sum(learned.own_mode(each) is not None for each in learned.intents.live)
    manifest = changes_of(shared.port, who.workspace, "manifest")
    return drawing.draw(
        request, "settings/page.html", 422 if tried.wrong else 200, mode=mode, modes=MODES,
        earned=EARNED, earns=earns, tried=tried,
        tries=TRIED, explores=explores,
        risings=[each for each in manifest if each.mode in MODES],
        patience=patience, patiences=PATIENCE,
        patience_before=[each for each in manifest if each.mode in PATIENCE],
        tries_before=[each for each in manifest if each.mode.isdecimal()],
        changes=changes_of(shared.port, who.workspace, EVERY_INTENT), budget=budget, line=line,
        labels=labels, policies=_policies(shared, who), segments=_segments(shared, who),
        segment_modes=_segment_modes(shared, who),
        treatments=TREATMENTS, unset=UNSET, own=own,
        weights=_weights(shared, who),
        keys=shared.app.store.keys(who.workspace), scopes=SCOPES,
    )  # fmt: skip
