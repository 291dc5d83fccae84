"""The pages that people open: one file of routes each, its templates in a folder of that name."""

from tacit.web.pages import conversation, inbox, sign_in

PAGES = (sign_in.router, inbox.router, conversation.router)
