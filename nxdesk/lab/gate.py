"""The fault gate: stands in front of the service, passes everything on byte by byte, and plays what is armed."""

import asyncio
from asyncio import StreamReader, StreamWriter
from contextlib import suppress
from ssl import SSLError

from nxdesk.lab.certificates import Certificates
from nxdesk.lab.faults import Action, Place, Point, Reply
from nxdesk.lab.lines import close, cut, played
from nxdesk.lab.messages import Message, NotHttp, read_message, replied
from nxdesk.lab.rules import Ruler

_UNREACHED = Reply(502, "Bad Gateway", (("Content-Type", "text/html; charset=utf-8"), ("Server", "nxdesk-lab")),
                   "<h1>練習用ネットワーク: サービスに接続できません</h1>")
LINE_LIMIT = 1 << 20


class Gate:
    """Serves connections; with `certificates` they are TLS."""

    def __init__(self, service: tuple[str, int], ruler: Ruler, certificates: Certificates | None = None) -> None:
        self._service = service
        self._ruler = ruler
        self._certificates = certificates
        self._service_url = f"http://{service[0]}:{service[1]}"

    async def serve(self, reader: StreamReader, writer: StreamWriter) -> None:
        """One connection from its beginning to its end."""
        try:
            if await self._welcomed(reader, writer):
                await self._conversation(reader, writer)
        except (NotHttp, OSError, SSLError, TimeoutError):
            cut(writer)
        finally:
            await close(writer)

    async def _welcomed(self, reader: StreamReader, writer: StreamWriter) -> bool:
        fault = self._ruler.fires(Place.GATE, Point.CONNECT)
        if fault is not None and fault.action is not Action.CERTIFICATE:
            # Not before the other side has begun to speak: whether it sees a reset earlier than that is chance.
            await reader.read(1)
            return await played(fault, reader, writer, None, self._service_url)
        if self._certificates is not None:
            name = fault.certificate if fault else "good"
            await writer.start_tls(self._certificates.context(name))
        return True

    async def _conversation(self, reader: StreamReader, writer: StreamWriter) -> None:
        service = _Service(self._service)
        try:
            while request := await read_message(reader, arriving=self._arriving):
                if not await self._answered(service, request, reader, writer):
                    return
        finally:
            await service.close()

    def _arriving(self, head: Message) -> None:
        """Cut a request off before all of it is there."""
        if self._ruler.fires(Place.GATE, Point.SENDING, head.method, head.target) is not None:
            raise NotHttp

    async def _answered(self, service: "_Service", request: Message, reader: StreamReader,
                        writer: StreamWriter) -> bool:
        """Answer one request; whether another may follow on this connection."""
        what = (request.method, request.target, request.body)
        fault = self._ruler.fires(Place.GATE, Point.REQUEST, *what)
        if fault is not None and not await played(fault, reader, writer, None, self._service_url):
            return False
        try:
            answer = await service.asked(request)
        except OSError:
            writer.write(replied(_UNREACHED))
            await writer.drain()
            return False
        self._ruler.reached(request.method, request.target)
        fault = self._ruler.fires(Place.GATE, Point.ANSWER, *what)
        if fault is not None and not await played(fault, reader, writer, answer, self._service_url):
            return False
        writer.write(answer.head + answer.body)
        await writer.drain()
        return not (request.ends or answer.ends)


class _Service:
    """One connection to the service, opened when it is needed and again when it has ended."""

    def __init__(self, address: tuple[str, int]) -> None:
        self._address = address
        self._line: tuple[StreamReader, StreamWriter] | None = None

    async def asked(self, request: Message) -> Message:
        """Pass a request on, exactly once; raises OSError when the service does not answer."""
        if self._line is None or self._line[0].at_eof():
            await self.close()
            self._line = await asyncio.open_connection(*self._address, limit=LINE_LIMIT)
        reader, writer = self._line
        writer.write(request.head + request.body)
        await writer.drain()
        try:
            answer = await read_message(reader, answers=request.method)
        except NotHttp as error:
            raise ConnectionError from error
        if answer is None:
            raise ConnectionError
        if answer.ends:
            await self.close()
        return answer

    async def close(self) -> None:
        """Let the line go."""
        if self._line is not None:
            with suppress(OSError):
                await close(self._line[1])
            self._line = None
