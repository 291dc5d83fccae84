"""The pages that people open: one file of routes each, its templates in a folder of that name."""

from tacit.web.pages import ask, conversation, entries, inbox, settings, sign_in, stream

PAGES = (
    sign_in.router,
    inbox.router,
    conversation.router,
    stream.router,
    entries.router,
    settings.router,
    ask.router,
)
