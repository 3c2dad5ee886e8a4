"""Does the end of a job reach people by e-mail? With a real SMTP server, of aiosmtpd, which is away at first."""

import email
import time
from email.policy import default

import pytest
from aiosmtpd.controller import Controller

from people import World
from server import Server, free_port

WITHIN = 120


class Mailbox:
    def __init__(self):
        self.messages = []

    async def handle_DATA(self, server, session, envelope):
        self.messages.append((envelope.rcpt_tos, email.message_from_bytes(envelope.content, policy=default)))
        return "250 OK"

    def to(self, address):
        return [message for receivers, message in self.messages if receivers == [address]]


class MailingServer(Server):
    smtp_port = free_port()

    def environment(self):
        return super().environment() | {
            "PRIMEHUB_MAIL__HOST": "127.0.0.1",
            "PRIMEHUB_MAIL__PORT": str(self.smtp_port),
            "PRIMEHUB_MAIL__SECURITY": "none",
            "PRIMEHUB_MAIL__FROM": "PrimeHub <primehub@example.org>",
            "PRIMEHUB_MAIL__RETRY_SECONDS": "1",
        }


@pytest.fixture(scope="module")
def mailing():
    started = MailingServer()
    yield started
    started.stop()


def test_the_submitter_is_told_how_the_job_ended_also_when_the_mail_server_was_away(mailing):
    world = World(mailing)
    person = world.person(email="ann@example.org")
    group = world.group(person)
    hub = world.sdk(person.token, group["name"])
    smallest = min(hub.instancetypes.list(), key=lambda entry: (entry["memoryLimit"], entry["cpuLimit"]))["name"]
    job = hub.jobs.submit({"displayName": "train 影像", "instanceType": smallest, "image": "base-notebook", "command": "exit 3"})
    assert hub.jobs.wait(job["id"], timeout=WITHIN)["phase"] == "Failed"

    until = time.monotonic() + WITHIN
    while "is tried again" not in mailing.log():
        assert time.monotonic() < until, mailing.log()
        time.sleep(0.1)
    mailbox = Mailbox()
    controller = Controller(mailbox, hostname="127.0.0.1", port=mailing.smtp_port)
    controller.start()
    try:
        while not mailbox.to("ann@example.org"):
            assert time.monotonic() < until, mailing.log()
            time.sleep(0.1)
    finally:
        controller.stop()
    [message] = mailbox.to("ann@example.org")
    assert message["subject"] == "PrimeHub Job Failed: train 影像"
    assert message["from"] == "PrimeHub <primehub@example.org>"
    text = message.get_content()
    assert job["id"] in text and "exit code 3" in text, text
