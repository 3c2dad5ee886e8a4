"""Who and what does a test work with? Makes people, groups and catalogue entries with names of their own, so that tests do not
meet each other's."""

import itertools
from dataclasses import dataclass

from primehub import PrimeHub, PrimeHubConfig

from server import PASSWORD, Browser

numbers = itertools.count(1)


def fresh(kind):
    return f"{kind}-{next(numbers)}"


@dataclass
class Person:
    id: str
    username: str
    token: str


class World:
    def __init__(self, server):
        self.server = server

    def sdk(self, token=None, group=None):
        """The SDK as a program uses it, without any file."""
        config = PrimeHubConfig(endpoint=self.server.endpoint, token=token or self.server.token, config="/nonexistent")
        hub = PrimeHub(config)
        if group:
            hub.config.set_group(group)
        return hub

    def person(self, **data):
        username = fresh("person")
        user = self.server.query(
            "mutation($data: UserCreateInput!) { createUser(data: $data) { id } }", data={"username": username, **data}
        )["createUser"]
        self.server.query(
            "mutation($id: String, $password: String) { resetPassword(id: $id, password: $password, temporary: false) { id } }",
            id=user["id"],
            password=PASSWORD,
        )
        return Person(user["id"], username, Browser(self.server).sign_in(username).new_token())

    def group(self, *members, admins=(), **data):
        given = {
            "name": fresh("group"),
            "displayName": "A group",
            "quotaCpu": None,
            "quotaMemory": None,
            "users": {"connect": [{"id": person.id} for person in members]},
            "admins": ",".join(person.username for person in admins),
            **data,
        }
        document = "mutation($data: GroupCreateInput!) { createGroup(data: $data) { id name } }"
        return self.server.query(document, data=given)["createGroup"]

    def member(self, **group):
        """A person in a group of their own, and the SDK with this group active."""
        person = self.person()
        made = self.group(person, **group)
        return person, made, self.sdk(person.token, made["name"])
