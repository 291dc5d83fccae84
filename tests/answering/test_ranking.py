"""Entries are ranked by rounded scores, ties by id, and unapproved replies stand apart."""

from __future__ import annotations

import numpy as np

from tacit.answering.confidence import parts
from tacit.answering.features import evidence
from tacit.answering.priors import NAMES, PARTS
from tacit.answering.ranking import KEPT, UNAPPROVED_KEPT, Ranking, leader, rank
from tacit.events import EntryId, ExemplarPaired
from tests.answering.known import DAY, Known, help_centre, question, vectors_of

ONE = 4096


def ranked(known: Known, text: str) -> Ranking:
    """The whole ranking; what leads is the same where that alone is asked."""
    found = rank(known.learned, question(text), DAY)
    first = [each.entry_id for each in found.candidates[:1]]
    assert leader(known.learned, question(text), DAY) == next(iter(first), None)
    return found


def order(known: Known, text: str) -> list[str]:
    return [each.entry_id for each in ranked(known, text).candidates]


def feature(known: Known, text: str, name: str) -> dict[str, float]:
    found = evidence(known.learned, question(text), DAY)
    column = found.features[:, NAMES.index(name)]
    return {e: int(x) / ONE for e, x in zip(found.entries, column, strict=True)}


def test_the_entry_that_says_it_is_first() -> None:
    assert order(help_centre(), "When does my refund arrive?")[0] == "refunds"
    assert order(help_centre(), "Can I cancel my order?")[0] == "cancel"


def test_ties_go_to_the_smaller_id() -> None:
    known = Known()
    for name in ("b", "c", "a"):
        known.article(name, "Kettle", "It boils.")
    first = ranked(known, "kettle").candidates
    assert len({each.score for each in first}) == 1
    assert [each.entry_id for each in first] == ["a", "b", "c"]


def test_no_more_candidates_are_kept_than_a_receipt_holds() -> None:
    known = Known()
    for n in range(KEPT + 5):
        known.article(f"a{n:02}", f"Kettle {n}", "It boils.")
    assert len(ranked(known, "kettle").candidates) == KEPT == 20


def test_a_candidate_has_whole_numbers_for_every_source() -> None:
    for each in ranked(help_centre(), "Where is my refund?").candidates:
        assert len(each.features) == len(NAMES)
        assert all(type(x) is int for x in [*each.features, each.score])


def test_the_score_is_the_weighted_sum_of_the_features() -> None:
    known = help_centre()
    weights = np.array(known.learned.fusion.weights)
    for each in ranked(known, "Where is my refund?").candidates:
        assert each.score == round(float(np.dot(weights, each.features)))


def test_a_candidate_names_its_best_passage() -> None:
    known = Known()
    known.article("a", "Kettle", "It boils water.", "Send it back by post.", "Limescale crust.")
    assert ranked(known, "limescale crust").candidates[0].passage == 2
    known.article("s", "Samovar")
    stub = next(c for c in ranked(known, "samovar").candidates if c.entry_id == "s")
    assert (stub.origin, stub.passage) == ("stub", -1)


def test_nearest_passages_are_measured_against_the_best_by_hand() -> None:
    """The best is 0; what shares no passage at all is the furthest, -2.5."""
    known = Known()
    known.article("a", "Kettle", "It boils.")
    known.article("b", "Invoice", "It is listed.")
    meaning = feature(known, "Kettle", "meaning")
    assert meaning["a"] == 0.0
    assert meaning["b"] == -2.5


def test_one_citation_of_this_very_question_puts_its_entry_first() -> None:
    known = help_centre()
    text = "When does my refund arrive?"
    known.exemplar("c-1", text, cites="voucher")
    assert order(known, text)[0] == "voucher"
    assert feature(known, text, "same")["voucher"] == 1.0


def told(known: Known, name: str, subject: str, text: str, cites: str = "") -> None:
    """An exemplar whose question came with a subject: its whole holds both."""
    whole = f"{subject}\n{text}".strip()
    pair = ExemplarPaired(name, 1, [f"{name}.asked"], f"{name}.reply", "ines", cites.split())
    vectors = {f"{name}.asked": vectors_of(subject or text, whole)}
    known.see(pair, {f"{name}.asked": whole}, vectors)


HUM = "my copper samovar hums whistles rattles steams leaks drips loudly every single morning"


def test_the_same_question_in_other_words_is_reached_by_way_of_one_that_holds_both() -> None:
    """The subject alone shares nothing with the text alone; one past question had both."""
    known = help_centre()
    told(known, "text", "", HUM, cites="voucher")
    assert feature(known, "teapot", "same")["voucher"] == 0.0
    told(known, "both", "teapot", HUM, cites="refunds")
    assert feature(known, "teapot", "same")["refunds"] == 1.0
    assert feature(known, "teapot", "same")["voucher"] > 0.0


def test_a_question_does_not_reach_others_by_way_of_its_own_exemplar() -> None:
    known = help_centre()
    told(known, "text", "", HUM, cites="voucher")
    told(known, "both", "teapot", HUM)
    found = evidence(known.learned, question("teapot"), DAY, EntryId("both"))
    place = found.entries.index(EntryId("voucher"))
    assert found.features[place, NAMES.index("same")] == 0


def test_what_an_agent_set_aside_for_this_very_question_counts_against_it() -> None:
    known = help_centre()
    text = "My samovar hums"
    known.exemplar("c-1", text, cites="voucher")
    known.learned.exemplars.refused[EntryId("c-1")] = EntryId("refunds")
    same = feature(known, text, "same")
    assert (same["voucher"], same["refunds"], same["cancel"]) == (1.0, -1.0, 0.0)


def test_a_later_citation_outweighs_an_earlier_refusal_and_the_other_way_round() -> None:
    """The later word counts 1, the earlier .7 and so not at all where both name one entry."""
    known = help_centre()
    text = "My samovar hums"
    known.exemplar("c-1", text, cites="voucher")
    known.learned.exemplars.refused[EntryId("c-1")] = EntryId("refunds")
    known.exemplar("c-2", text, cites="refunds")
    same = feature(known, text, "same")
    assert (same["refunds"], same["voucher"]) == (1.0, round(0.7 * ONE) / ONE)
    known.learned.exemplars.refused[EntryId("c-2")] = EntryId("voucher")
    assert feature(known, text, "same")["voucher"] == -1.0


def test_past_questions_count_for_little_while_there_are_few_by_hand() -> None:
    """One voter of 1 + 30: all its votes are worth 1/31."""
    known = help_centre()
    known.exemplar("c-1", "My samovar hums", cites="voucher")
    near = feature(known, "My samovar hums", "near")
    assert abs(near["voucher"] - 1 / 31) < 1 / ONE
    assert sum(near.values()) == near["voucher"]


def test_an_exemplar_that_cites_two_votes_half_for_each() -> None:
    known = help_centre()
    known.exemplar("c-1", "My samovar hums", cites="voucher refunds")
    near = feature(known, "My samovar hums", "near")
    assert near["voucher"] == near["refunds"] > 0


def test_an_exemplar_of_what_is_no_longer_live_votes_for_nothing() -> None:
    known = help_centre()
    known.exemplar("c-1", "My samovar hums", cites="unknown")
    assert not any(feature(known, "My samovar hums", "near").values())


def test_popular_entries_lead_where_nothing_else_tells() -> None:
    known = help_centre()
    for n in range(3):
        known.exemplar(f"c-{n}", f"samovar hums {n}", cites="voucher")
    popular = feature(known, "unheard of", "popular")
    assert max(popular, key=popular.__getitem__) == "voucher"


# ---- unapproved replies ----------------------------------------------------------


def unapproved(known: Known, text: str) -> list[str]:
    return [each.entry_id for each in ranked(known, text).unapproved]


def test_unapproved_replies_come_nearest_first_and_newest_first_among_equals() -> None:
    known = help_centre()
    known.exemplar("near", "samovar hums loudly", "So.")
    known.exemplar("old", "samovar hums", "So.")
    known.exemplar("new", "samovar hums", "So.")
    assert unapproved(known, "samovar hums") == ["new", "old", "near"]


def test_what_is_said_after_a_first_question_is_listed_with_the_next() -> None:
    known = help_centre()
    known.exemplar("first", "samovar hums", "So.")
    assert unapproved(known, "samovar hums") == ["first"]
    known.exemplar("second", "samovar hums", "So.")
    known.exemplar("cites", "samovar hums", cites="voucher")
    assert unapproved(known, "samovar hums") == ["second", "first"]


def test_what_was_said_today_comes_before_older_words_to_a_nearer_question() -> None:
    """Half a year later nothing is fresh; the same day is worth .3 of a cosine."""
    known = help_centre()
    known.exemplar("nearer", "samovar hums", "So.")
    known.exemplar("fresher", "samovar hums loudly", "So.")
    days = known.learned.exemplars.whole.days
    days[:2] = DAY - 180, DAY
    assert unapproved(known, "samovar hums") == ["fresher", "nearer"]
    days[:2] = DAY - 360, DAY - 180
    assert unapproved(known, "samovar hums") == ["nearer", "fresher"]


def test_unapproved_replies_are_few_near_and_carry_no_features() -> None:
    known = help_centre()
    for n in range(UNAPPROVED_KEPT + 3):
        known.exemplar(f"c-{n}", "samovar hums", "So.")
    known.exemplar("far", "penguins juggle", "So.")
    listed = ranked(known, "samovar hums").unapproved
    assert len(listed) == UNAPPROVED_KEPT
    assert all(not each.is_approved and each.features == [] for each in listed)
    assert "far" not in unapproved(known, "samovar hums")


def test_what_cites_is_published_or_withdrawn_is_not_listed_as_unapproved() -> None:
    known = help_centre()
    known.exemplar("cites", "samovar hums", cites="voucher")
    known.exemplar("published", "samovar hums", "So.", publish=True)
    known.exemplar("withdrawn", "samovar hums", "So.")
    known.withdraw("withdrawn")
    assert unapproved(known, "samovar hums") == []


# ---- what confidence is made of ------------------------------------------------------


def test_the_parts_of_a_confidence_by_hand() -> None:
    """The very question was cited once: same = 1, nearest = 1 - .7, support = ln(1 + 1)."""
    known = help_centre()
    known.exemplar("c-1", "When does my refund arrive?", cites="refunds")
    found = parts(known.learned, ranked(known, "When does my refund arrive?"))
    told = dict(zip(PARTS, found, strict=True))
    assert told["same"] == ONE
    assert told["nearest"] == round(0.3 * ONE)
    assert told["support"] == round(float(np.log(2)) * ONE)
    assert told["odds"] > 0


def test_a_withdrawn_question_is_no_longer_near() -> None:
    known = help_centre()
    known.exemplar("c-1", "When does my refund arrive?", cites="refunds")
    known.withdraw("c-1")
    assert ranked(known, "When does my refund arrive?").nearest == 0.0


def test_there_is_no_confidence_without_a_candidate() -> None:
    assert parts(Known().learned, ranked(Known(), "kettle")) == []


def test_what_was_answered_only_once_is_no_usual_answer() -> None:
    known = help_centre()
    known.exemplar("c-1", "When does my refund arrive?", cites="refunds")
    assert ranked(known, "When does my refund arrive?").known == 0.0
    known.exemplar("c-2", "Where is the money you owe me?", cites="refunds")
    assert ranked(known, "When does my refund arrive?").known > 0.99
    known.withdraw("c-2")
    assert ranked(known, "When does my refund arrive?").known == 0.0


def test_words_of_an_agent_s_own_are_usual_once_another_cites_them() -> None:
    known = help_centre()
    known.exemplar("c-1", "samovar hums", "So.", publish=True)
    assert ranked(known, "samovar hums").known == 0.0
    known.exemplar("c-2", "my samovar hums loudly", cites="c-1")
    assert ranked(known, "samovar hums").known > 0.5


# ---- quality ---------------------------------------------------------------------------


def alike() -> Known:
    """Three entries that say the same, and one about something else."""
    known = Known()
    for name in ("a", "b", "c"):
        known.article(name, "Kettle", "It boils.")
    known.article("far", "Newsletter", "Press Unsubscribe.")
    return known


def judged(known: Known, name: str, good: int, bad: int, segment: str = "") -> None:
    known.learned.quality.learn(name, segment, good * 1000, (good + bad) * 1000)


def test_among_equals_what_resolves_comes_first_and_what_fails_last() -> None:
    """b: 5 of 5, a: 0 of 5; c, which nobody saw, stays between. Scores are as before."""
    known = alike()
    judged(known, "b", 5, 0)
    judged(known, "a", 0, 5)
    found = ranked(known, "kettle")
    assert [each.entry_id for each in found.candidates[:3]] == ["b", "c", "a"]
    assert len({each.score for each in found.candidates[:3]}) == 1
    assert found.qualities["b"] > 0 > found.qualities["a"]
    assert "c" not in found.qualities, "0 where nothing is known"


def test_a_quality_is_the_log_odds_of_the_posterior_and_bounded() -> None:
    """One entry judged: m = 1/2, s = 8: (4 + 5) / 13 against 1/2 is log(9 / 4) = .811."""
    known = alike()
    judged(known, "b", 5, 0)
    assert ranked(known, "kettle").qualities == {"b": round(0.81093 * ONE)}
    judged(known, "b", 995, 0)
    assert ranked(known, "kettle").qualities == {"b": 2 * ONE}


def test_quality_passes_nobody_who_is_clearly_nearer() -> None:
    known = alike()
    judged(known, "far", 50, 0)
    found = ranked(known, "kettle")
    assert found.near == 3
    assert [each.entry_id for each in found.candidates] == ["a", "b", "c", "far"]


def test_a_page_without_a_text_is_no_answer_that_quality_could_choose() -> None:
    known = Known()
    known.article("stub", "Kettle")
    assert ranked(known, "kettle").near == 0
    assert ranked(Known(), "kettle").near == 0


def test_each_that_may_be_first_has_what_past_questions_say_of_it() -> None:
    """Two entries about as likely: one that may lead takes its own backing with it."""
    known = Known()
    for name in ("a", "b"):
        known.article(name, "Kettle", "It boils.")
    known.exemplar("c-1", "kettle boils", cites="a")
    known.exemplar("c-2", "kettle boils", cites="b")
    found = ranked(known, "kettle")
    assert found.near == len(found.backing) == 2
    assert [each.agents for each in found.backing] == [1, 1]
    second = found.led_by(1)
    assert second.candidates[0] == found.candidates[1]
    assert second.backing[0] == found.backing[1]
    assert len(second.candidates) == len(found.candidates)


def test_one_that_leads_alone_has_its_margin_before_all_others() -> None:
    known = help_centre()
    known.exemplar("c-1", "Where is my refund?", cites="refunds")
    known.exemplar("c-2", "Where is my parcel?", cites="tracking")
    found = ranked(known, "Where is my refund?")
    assert found.near == 1
    assert found.backing[0].margin > 0
    assert found.backing[0].seconded == 0.0


def test_from_the_third_on_they_stand_by_what_is_right_where_the_first_is_not() -> None:
    known = help_centre()
    text = "Where is my refund?"
    usual = ranked(known, text).candidates
    known.learned.runners_up.weights = [-each for each in known.learned.runners_up.weights]
    turned = ranked(known, text).candidates
    assert turned[:2] == usual[:2]
    assert [each.entry_id for each in turned[2:]] != [each.entry_id for each in usual[2:]]
    assert sorted(turned, key=lambda c: c.entry_id) == sorted(usual, key=lambda c: c.entry_id)


def test_where_quality_decides_all_that_are_about_as_likely_stand_as_it_says() -> None:
    known = alike()
    judged(known, "b", 5, 0)
    judged(known, "a", 0, 5)
    known.learned.runners_up.weights = [-each for each in known.learned.runners_up.weights]
    assert [each.entry_id for each in ranked(known, "kettle").candidates[:3]] == ["b", "c", "a"]
