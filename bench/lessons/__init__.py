"""Two hundred bad lessons among eight hundred good ones, out of a real desk's texts, by seed.

`stream(folder, seed)` reads the Thunderbird desk of 2023 at run time (or of another `year`: then
the few replies for another version are in another language instead, as too few agents name
versions) and makes of it what a product would live through: the help centre and the answered
conversations of January to June
(`history`), a release on the first of July that renames things in the help centre (`release`),
and from then on live conversations (`steps`): the desk's own that cite a page, re-asked
questions that agents answer as before, and a thousand lessons. A lesson is one thing: an agent
of twenty replies to a customer's question, citing a page or in own words; own words carry
`publish` four times in five, else a second agent says them too. What is what, and of which
policy class, stands in `Truth`, which the benchmark reads and the product never sees.

Good lessons (800)
- 240 new to the desk, in own words: a real question of the second half of the year with the
  first reply that a real agent gave it. 96 that cite the page which the real agent cited.
- 176 known, in own words: a question of the desk that one or two agents answered before is
  asked again in another form, and answered in the same words, told anew. 176 known that cite
  the page that the desk's agents cite there.
- 40 second opinions: what another real agent replied in that same conversation.
- 40 to short questions: of at most 120 characters, with their real reply.
- 32 changes: after the release, the new sentence of an article that the release changed.

Bad lessons (25 each)
- wrong: a question that one or two agents answered before, with a reply meant for another
  customer of those days (no telling word in common), or with the agent's pet answer, which they
  give whatever is asked. Half in own words, half by citing that other matter's page.
- stale: after the release, the sentence as it stood before; agents said so in spring, when it
  was right. Five cite a page that the release withdrew.
- contradictory: three to five agents answered a question alike; this one says the opposite of
  their words (one or two words turned round), or cites another page.
- broad: a question of which every word is common on this desk ("cannot send emails"), answered
  with what was right for one customer's particular case, in own words or by that case's page.
- personal: a real reply that holds this customer's own particulars: mail address, telephone,
  card, bank account, address of a house or a network, number of an order or a contract, name.
- injected: a real reply into which text for a machine came with what the agent pasted:
  instructions, invisible characters, turned writing direction, markup that loads or runs.
- foreign: a real reply with a link to a host which no agent of this desk ever linked and
  customers did, or that only looks like one of the desk's; seven cite such an address.
- scope: right, but not as a rule: terms of one account's contract, goodwill, another plan, a
  reply for another operating system or version than the customer names, another language.

Why it is fair. What is wrong is known to be wrong: a question has a real answer, and the bad
one is of a matter that shares no telling word with it, or the reverse of what the desk says.
There are no near misses and no bad news on matters nobody answered before: nobody could say
that they are wrong, the gate no better than a person; those are for the rollback, which
`bad_lessons` measures apart. In return a lesson that differs from what is known need not be
bad: second opinions and changes do, and are good. Nothing tells kinds apart but what makes
them so: questions come from one pool in the same four forms, replies pass through the same
retelling (greeting by name, sign-off, a sentence left out, small changes of wording), the same
twenty agents write them, each 40 good and 10 bad, at times drawn alike, one conversation in two
has an account. Good replies keep what real agents write: code, markup, ports, version numbers,
links to hosts of several agents, capital letters, "ignore" and "exception". They are chosen by
what makes a lesson good and nothing else: it answers (asks nothing back, leans on nothing
said elsewhere) and holds no masked particulars and no link that only one agent uses.

Nothing of the texts is kept: names of people and companies are made up, everything else is
read from the folder.
"""

from bench.lessons.parts import BAD, KINDS, Customer, Reply, Step, Stream, Truth
from bench.lessons.stream import stream

__all__ = ["BAD", "KINDS", "Customer", "Reply", "Step", "Stream", "Truth", "stream"]
