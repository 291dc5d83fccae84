"""Why a conversation is handed over: one reason of the closed list for each rule of `decide`."""

# What each rule is on the closed list of handoff reasons (features.md, F46).
HANDOFF_REASONS = {
    "two_likely": "ambiguous_intent",
    "ask_first": "ambiguous_intent",
    "not_sure": "low_confidence",
    "no_knowledge": "outside_knowledge",
    "stub": "outside_knowledge",
    "language": "language",
    "wants_human": "customer_request",
    "particulars": "policy",
    "policy_line": "policy",
    "policy_few": "policy",
    "policy_person": "policy",
    "tried": "assistant_error",
    "lost": "assistant_error",
    "losing_patience": "frustration",
    "frustrated": "frustration",
}
