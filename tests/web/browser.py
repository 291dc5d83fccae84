"""How tests are a browser without scripts: it signs in by a link and sends forms."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from bs4 import BeautifulSoup, Tag
from fastapi.testclient import TestClient
from httpx import Response

from tacit.web.pages.sign_in import link_to
from tacit.web.signed import RIGHTS
from tests.web.door import Door


@dataclass
class Browser:
    """One person's browser on the site of a door."""

    door: Door
    client: TestClient = field(init=False)
    page: BeautifulSoup = field(default_factory=lambda: BeautifulSoup("", "html.parser"))

    def __post_init__(self) -> None:
        self.client = TestClient(self.door.client.app, follow_redirects=True)

    def signs_in(self, name: str = "Ines", *rights: str) -> Browser:
        """Follow a new one-time link and take its form."""
        link = link_to(self.door.shared.port, self.door.workspace, name, rights or tuple(RIGHTS))
        self.opens(link)
        self.sends("#sign-in")
        return self

    def opens(self, path: str) -> Response:
        """Open an address and keep its page."""
        return self._keep(self.client.get(path))

    def sends(self, form: str, **typed: Any) -> Response:
        """Send a form of the page as a browser without scripts does, with what was typed."""
        found = self.page.select_one(form)
        assert found is not None, f"there is no form {form} on this page"
        address = str(found.get("action") or self.client.headers.get("x-last", ""))
        address = address or self.last
        fields = fields_of(self.page, found) | typed
        sent = {name: value for name, value in fields.items() if value is not None}
        headers = {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}
        return self._keep(self.client.post(address, data=sent, headers=headers))

    last: str = ""

    def _keep(self, response: Response) -> Response:
        self.last = str(response.url.path)
        self.page = BeautifulSoup(response.text, "html.parser")
        return response

    def text(self, what: str) -> str:
        """The words of one thing on the page."""
        found = self.page.select_one(what)
        assert found is not None, f"there is no {what} on this page"
        return " ".join(found.get_text(" ").split())


def fields_of(page: BeautifulSoup, form: Tag) -> dict[str, Any]:
    """What a form sends as it stands: its own fields, and those elsewhere that name it."""
    own = form.select("input[name], textarea[name], select[name]")
    named = page.select(f'[form="{form.get("id")}"]') if form.get("id") else []
    fields = dict[str, Any]()
    for each in [*own, *named]:
        if each.get("type") in ("checkbox", "radio") and not each.has_attr("checked"):
            continue
        value = each.get("value")
        if each.name == "textarea":
            # A browser drops the first newline of a textarea.
            value = each.get_text().removeprefix("\n")
        if each.name == "select":
            chosen = each.select_one("option[selected]")
            value = chosen.get("value") if chosen else ""
        if each.get("type") == "checkbox":
            fields.setdefault(str(each["name"]), []).append(value)
        else:
            fields[str(each["name"])] = value or ""
    return fields
