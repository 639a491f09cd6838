"""An SMTP server for tests, with STARTTLS and AUTH: python smtp_server.py CERTIFICATE KEY

Says `PORT n` when it listens, then a line of JSON for each mail that it took. Each line on its standard input is a mode for
what comes after: `normal`, `refuse` (no sender is taken), `busy` (no connection is taken) or `no-auth` (no password is right).
`sync` changes nothing, `knocks` asks how many connections there were, `release` lets go what is held. It answers each with `MODE …` and ends when its input does.

What becomes of a mail is written in the recipient:
  no-…      550 for ever
  policy-…  550 with an enhanced code of policy
  later-…   450 the first time
  busy-…    421, and the connection ends, every time
  tls-…     454 every time
  drop-…    the connection ends before the text is taken, the first time
  lost-…    the text is taken, but the connection ends before that is said, the first time
  slow-…    no answer for a long time, the first time
  never-…   450 every time
  held-…    the text is taken, and that is said only after `release`, the first time
"""

import asyncio
import base64
import email
import email.policy
import json
import logging
import ssl
import sys
import threading
import warnings

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

logging.disable(logging.WARNING)
warnings.simplefilter("ignore")

USER, PASSWORD = b"so-tay", b"dung-mat-khau"


def say(line):
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


class Handler:
    def __init__(self):
        self.mode = "normal"
        self.seen = set()
        self.knocks = 0
        self.released = asyncio.Event()

    def first(self, address):
        is_first = address not in self.seen
        self.seen.add(address)
        return is_first

    async def handle_MAIL(self, server, session, envelope, address, options):
        if self.mode == "refuse":
            return "550 5.1.8 no sender is taken"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("no-"):
            return f"550 5.1.1 <{address}> is nobody"
        if address.startswith("policy-"):
            return f"550 5.7.1 <{address}> is not relayed to"
        if address.startswith("never-"):
            return "450 4.2.1 not today"
        if address.startswith("busy-"):
            # What aiosmtpd does by itself after a 421 of its own.
            server.transport.write(b"421 4.3.2 not now\r\n")
            server.transport.close()
            return "421 4.3.2 not now"
        if address.startswith("tls-"):
            return "454 4.7.0 not now"
        if address.startswith("later-") and self.first(address):
            return f"450 4.2.1 <{address}> later"
        if address.startswith("slow-") and self.first(address):
            await asyncio.sleep(30)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        address = envelope.rcpt_tos[0]
        if address.startswith("drop-") and self.first(address):
            server.transport.abort()
            return "451 gone"
        say(json.dumps(self.taken(server, session, envelope)))
        if address.startswith("held-") and self.first(address):
            await self.released.wait()
        if address.startswith("lost-") and self.first(address):
            server.transport.abort()
            return "451 gone"
        return "250 OK"

    @staticmethod
    def taken(server, session, envelope):
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        body = lambda kind: message.get_body((kind,)).get_content()
        return {
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "encrypted": session.ssl is not None,
            "signed_in": bool(session.authenticated),
            "connection": id(server),
            "headers": [[name, str(value)] for name, value in message.items()],
            "plain": body("plain"),
            "html": body("html"),
            "raw": base64.b64encode(envelope.content).decode(),
        }


async def serve(certificate, key):
    handler = Handler()

    def authenticate(server, session, envelope, mechanism, data):
        right = isinstance(data, LoginPassword) and (data.login, data.password) == (USER, PASSWORD)
        return AuthResult(success=right and handler.mode != "no-auth", handled=False)

    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, key)

    class Server(SMTP):
        def connection_made(self, transport):
            if handler.mode == "busy" and not isinstance(transport, asyncio.sslproto._SSLProtocolTransport):
                transport.write(b"554 5.3.2 no connection is taken\r\n")
                transport.close()
                return
            super().connection_made(transport)

        def connection_lost(self, error):
            if self.transport is not None:
                super().connection_lost(error)

    def made():
        handler.knocks += 1
        return Server(
            handler,
            hostname="localhost",
            require_starttls=True,
            tls_context=tls,
            authenticator=authenticate,
            auth_required=True,
            auth_require_tls=True,
        )

    loop = asyncio.get_running_loop()
    server = await loop.create_server(made, "127.0.0.1", 0)
    say(f"PORT {server.sockets[0].getsockname()[1]}")
    ended = asyncio.Event()

    def listen():
        for line in sys.stdin:
            word = line.strip()
            if word == "knocks":
                word = handler.knocks
            elif word == "release":
                loop.call_soon_threadsafe(handler.released.set)
            elif word != "sync":
                handler.mode = word
            say(f"MODE {word}")
        loop.call_soon_threadsafe(ended.set)

    threading.Thread(target=listen, daemon=True).start()
    await ended.wait()


asyncio.run(serve(*sys.argv[1:3]))
