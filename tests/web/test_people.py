"""Customers and accounts over the wire, and forgetting one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from tests.cast import Shop
from tests.web.door import Door, problem
from tests.web.test_conversations import opened, said


def test_what_is_told_replaces_and_what_is_left_out_stays(door: Door) -> None:
    first = {"name": "Zoë", "email": "zoe@acme.example", "traits": {"role": "admin", "seats": 3}}
    told = door.put("/customers/zoe", first).json()
    assert (told["name"], told["traits"]) == ("Zoë", {"role": "admin", "seats": "3"})
    again = door.put("/customers/zoe", {"name": "Zoë L.", "traits": {"seats": 4}}).json()
    assert again["customer_id"] == told["customer_id"]
    assert (again["name"], again["email"]) == ("Zoë L.", "zoe@acme.example")
    assert again["traits"] == {"role": "admin", "seats": "4"}


def test_a_customer_belongs_to_the_account_told_last(door: Door) -> None:
    account = {"external_id": "acme", "name": "Acme", "renews_on": "2027-01-31"}
    told = door.put("/customers/zoe", {"account": account}).json()
    assert told["account"]["traits"] == {"renews_on": "2027-01-31"}
    better = door.put("/accounts/acme", {"plan": "Pro"}).json()
    assert better["account_id"] == told["account"]["account_id"]
    assert better["traits"] == {"plan": "Pro", "renews_on": "2027-01-31"}
    assert door.put("/customers/zoe", {}).json()["account"]["name"] == "Acme"


def test_told_of_by_many_at_once_somebody_is_one_person(door: Door) -> None:
    def tell(n: int) -> str:
        answer = door.put("/customers/zoe", {"traits": {f"trait {n}": n}})
        assert answer.status_code == 200, answer.text
        return str(answer.json()["customer_id"])

    with ThreadPoolExecutor(6) as tellers:
        assert len(set(tellers.map(tell, range(12)))) == 1


def test_erasing_takes_everything_and_says_what(door: Door, shop: Shop) -> None:
    conversation = opened(door, "My name is Ada, where is my kettle?")["conversation_id"]
    said(door, conversation, "Dear Ada, there.", cites=["tracking"])
    answer = door.delete("/customers/ada")
    assert answer.status_code == 200
    certificate = answer.json()
    assert (certificate["customer_id"], certificate["conversations"]) == (shop.ada, 1)
    assert certificate["deleted"]["bodies"] == 3  # her message, the draft, the reply
    assert certificate["position"] == shop.head()
    assert problem(door.get(f"/conversations/{conversation}")) == (410, "erased")
    assert problem(door.delete("/customers/ada")) == (404, "not_found")


def test_agents_and_strangers_are_not_erased_as_customers(door: Door, shop: Shop) -> None:
    head = shop.head()
    assert problem(door.delete("/customers/ines")) == (404, "not_found")
    assert problem(door.delete("/customers/nobody")) == (404, "not_found")
    assert shop.head() == head


def test_only_an_administrators_key_erases(door: Door, shop: Shop) -> None:
    every_other = door.key_with("converse", "desk", "knowledge", "insight", "import")
    assert problem(door.delete("/customers/ada", key=every_other)) == (403, "forbidden")
    assert shop.ada in shop.port.store.people(shop.workspace, [shop.ada])
