"""A conversation in the terminal that previews, explains and takes corrections."""

from __future__ import annotations

from dataclasses import dataclass, field
from textwrap import shorten
from typing import Any

from rich.console import Console
from rich.markdown import Markdown
from rich.panel import Panel
from rich.table import Table

from tacit.answering.decide import Verdict
from tacit.answering.gate import RULES
from tacit.answering.priors import NAMES
from tacit.app import App, follow
from tacit.events import (
    Candidate,
    ConversationOpened,
    EntryId,
    ExemplarHeld,
    MessageReceived,
    PersonId,
    WorkspaceId,
)
from tacit.flows import answer, receive
from tacit.flows.answer import Preview, Who
from tacit.flows.customers import tell
from tacit.history import Customer
from tacit.learners.fixed import ONE
from tacit.store.batch import Person

# A draft below this confidence is not shown: it must never look like an answer.
WEAK_DRAFT = round(0.2 * ONE)
HELP = """\
Type a question as a customer would. Then:
  /why            what decided it: candidates, scores, confidence and the line
  /cite N         the right answer is candidate N of /why
  /cite ADDRESS   the right answer is this article
  /reply WORDS    what an agent would reply instead (kept as unapproved)
  /publish WORDS  the same, and customers may get it from now on
  /again          ask the last question again
  /help  /quit"""


@dataclass
class Talk:
    """One person's conversation with a workspace."""

    app: App
    workspace: WorkspaceId
    console: Console = field(default_factory=Console)
    last: str = ""
    preview: Preview | None = None
    who: Who | None = None

    def ask(self, text: str) -> None:
        """Preview the decision on a question and show it."""
        self.last = text
        self.preview = answer.preview(self.app.port, self.workspace, text, who=self.who)
        self.show(self.preview)

    def show(self, preview: Preview) -> None:
        verdict = preview.verdict
        titles = {"answer": "Answer", "ask": "Question back", "hand_off": "Handoff to an agent"}
        colour = {"answer": "green", "ask": "yellow", "hand_off": "blue"}[verdict.action]
        body = verdict.text or "No text to show."
        if verdict.action == "hand_off":
            body = f"**{verdict.sentence()}**\n\n" + (
                f"Draft for the agent:\n\n{verdict.text}"
                if verdict.text and verdict.confidence >= WEAK_DRAFT
                else self._without_draft(verdict)
            )
        self.console.print(
            Panel(Markdown(body), title=titles[verdict.action], border_style=colour, width=96)
        )
        self.console.print(
            f"[dim]confidence {verdict.confidence / ONE:.0%} · "
            f"line {verdict.threshold / ONE:.0%} · "
            f"knowledge version {preview.knowledge_version} · learned up to event "
            f"{preview.learned_at} · /why · /help[/dim]"
        )
        for each in verdict.candidates:
            if not each.is_approved and each.score >= round(0.75 * ONE):
                reply = shorten(self._reply(each), 160, placeholder=" …")
                self.console.print(
                    f"[yellow]unapproved[/yellow] [dim]an agent replied to a question "
                    f"{each.score / ONE:.0%} alike:[/dim] {reply}"
                )

    def _without_draft(self, verdict: Verdict) -> str:
        """What an agent gets instead of a draft that would look like an answer."""
        listed = [self._title(each) for each in verdict.candidates[:3] if each.is_approved]
        if not verdict.text or not listed:
            return "There is no draft worth showing."
        return f"There is no draft worth showing. Nearest: {'; '.join(listed)}."

    def why(self) -> None:
        """Show what decided the last preview."""
        if self.preview is None:
            self.console.print("Ask something first.")
            return
        verdict = self.preview.verdict
        self.console.print(verdict.sentence())
        table = Table(box=None, pad_edge=False)
        for column in ("", "entry", "score", "most of it from"):
            table.add_column(column, overflow="fold")
        for n, each in enumerate(verdict.candidates, 1):
            table.add_row(str(n), self._title(each), f"{each.score / ONE:+.2f}", self._parts(each))
            if n == 8:
                break
        self.console.print(table)
        if len(verdict.candidates) > 2:
            order = "From the third on in the order of what was right where the first was not."
            self.console.print(f"[dim]{order}[/dim]")

    def _parts(self, candidate: Candidate) -> str:
        if not candidate.features:
            return "[yellow]unapproved[/yellow] reply to an alike question"
        with self.app.port.learned(self.workspace) as learned:
            weights = list(learned.fusion.weights)
        shares = [
            (weight * feature / ONE, name)
            for weight, feature, name in zip(weights, candidate.features, NAMES, strict=True)
        ]
        strongest = sorted(shares, key=lambda each: -abs(each[0]))[:3]
        return ", ".join(f"{name} {share:+.1f}" for share, name in strongest if abs(share) >= 0.05)

    def _title(self, candidate: Candidate) -> str:
        with self.app.port.learned(self.workspace) as learned:
            revision = learned.library.live.get(candidate.entry_id)
        if revision is not None:
            return revision.text.title + (" (address only)" if candidate.origin == "stub" else "")
        return shorten(self._reply(candidate), 70, placeholder=" …")

    def _reply(self, candidate: Candidate) -> str:
        with self.app.port.learned(self.workspace) as learned:
            exemplar = learned.exemplars.by_id[candidate.entry_id]
        texts = self.app.store.bodies(self.workspace, [exemplar.reply])
        return " ".join(texts.get(exemplar.reply, "").split())

    def correct(self, text: str, cites: tuple[str, ...], *, publish: bool = False) -> None:
        """Log the question with an agent's reply to it, and ask it again."""
        if not self.last:
            self.console.print("Ask something first.")
            return
        port, workspace = self.app.port, self.workspace
        customer, context = self._customer()
        agent = self._person("terminal-agent", "agent")
        opening = receive.Opening(
            customer,
            receive.Said("customer", customer, self.last, context=context),
            channel="terminal",
        )
        logged = receive.open_conversation(port, workspace, opening)
        follow(port, workspace, logged)
        opened_event = logged[0].event
        assert isinstance(opened_event, ConversationOpened)
        said = receive.Said("agent", agent, text, cites=cites, publish=publish)
        heard = receive.hear(port, workspace, opened_event.conversation_id, said)
        everything = follow(port, workspace, heard)
        learned = [e for e in everything if not isinstance(e.event, MessageReceived)]
        self.console.print(
            f"[green]Learned[/green] [dim]({', '.join(e.event.kind for e in learned)})\n"
            f"undo with: tacit undo {opened_event.conversation_id}[/dim]"
        )
        for each in learned:
            if isinstance(each.event, ExemplarHeld):
                why = RULES[each.event.rule]
                self.console.print(f"[yellow]Held[/yellow] {why} `tacit held` lets it pass.")
        self.console.print("Asking again:\n")
        self.ask(self.last)

    def _customer(self) -> tuple[PersonId, dict[str, Any] | None]:
        """Who asks in the terminal, and where they are told to be; one for all that is told."""
        if self.who is None:
            return self._person("terminal-customer", "customer"), None
        traits = dict(self.who.told.traits)
        name = "-".join(["terminal-customer", *(f"{k}-{traits[k]}" for k in sorted(traits))])
        customer = tell(self.app.port, self.workspace, Customer(name, "customer", traits=traits))
        return customer, dict(self.who.told.context)

    def _person(self, name: str, kind: str) -> PersonId:
        wanted = Person(PersonId(""), kind, name)
        return receive.person(self.app.port, self.workspace, name, wanted)

    def obey(self, line: str) -> bool:
        """Do what a line says; false when it says to stop."""
        command, _, rest = line.partition(" ")
        match command:
            case "/quit" | "/exit" | "/q":
                return False
            case "/help" | "/?":
                self.console.print(HELP, highlight=False)
            case "/why":
                self.why()
            case "/again":
                self.ask(self.last) if self.last else self.console.print("Ask something first.")
            case "/cite":
                self._cite(rest.strip())
            case "/reply" | "/publish":
                if rest.strip():
                    self.correct(rest.strip(), (), publish=command == "/publish")
                else:
                    self.console.print(f"Write the reply behind {command}.")
            case _ if command.startswith("/"):
                self.console.print(f"There is no {command}. /help lists what there is.")
            case _:
                self.ask(line)
        return True

    def _cite(self, which: str) -> None:
        if not which:
            self.console.print("Write a candidate's number from /why, or an article's address.")
            return
        entry = which
        if which.isdigit() and self.preview is not None:
            listed = self.preview.verdict.candidates
            if not 0 < int(which) <= len(listed):
                self.console.print(f"There are {len(listed)} candidates; /why lists them.")
                return
            entry = listed[int(which) - 1].entry_id
        title = entry
        with self.app.port.learned(self.workspace) as learned:
            revision = learned.library.live.get(EntryId(entry))
        if revision is not None:
            title = revision.text.title
        self.correct(f"See “{title}”.", (entry,))


def converse(talk: Talk, *, is_terminal: bool) -> None:
    """Read lines until there are no more, and answer each."""
    if is_terminal:
        talk.console.print(HELP + "\n", highlight=False)
    while True:
        try:
            line = input("› " if is_terminal else "").strip()
        except EOFError:
            return
        if line and not talk.obey(line):
            return
