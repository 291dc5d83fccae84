"""Finds what an address names in the caller's workspace, or says that it is not there."""

from __future__ import annotations

from tacit.conversation import Conversation
from tacit.events import ConversationId, WorkspaceId
from tacit.store.batch import Erased
from tacit.web.problems import missing
from tacit.web.shapes.fields import ExternalId
from tacit.web.shared import Shared

# An opaque id in an address: what is none of ours is simply not there.
Id = ExternalId


def known(shared: Shared, workspace: WorkspaceId, conversation_id: str) -> Conversation:
    """A conversation of the workspace that is there and was not erased."""
    conversation = shared.port.conversation(workspace, ConversationId(conversation_id))
    if conversation.customer_id is None:
        raise missing("conversation", conversation_id)
    if conversation.customer_id in shared.app.store.erased(workspace):
        raise Erased(conversation_id)
    return conversation
