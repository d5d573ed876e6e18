"""What can be done to a connection: answer, cut, keep silent, answer in drops."""

import asyncio
import socket
import struct
from asyncio import StreamReader, StreamWriter
from contextlib import suppress

from nxdesk.lab.faults import Action, Fault
from nxdesk.lab.messages import Message, replied

_NO_LINGER = struct.pack("ii", 1, 0)
_GARBAGE = b"220 mail.office.example ESMTP ready\r\n"
_DROP_SECONDS = 0.1


def cut(writer: StreamWriter) -> None:
    """End the connection with a reset."""
    line = writer.get_extra_info("socket")
    if line is not None:
        with suppress(OSError):
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
    writer.transport.abort()


async def close(writer: StreamWriter) -> None:
    """End the connection in order."""
    with suppress(OSError, asyncio.CancelledError):
        writer.close()
        await writer.wait_closed()


async def silence(reader: StreamReader) -> None:
    """Say nothing until the other side gives up."""
    with suppress(OSError):
        while await reader.read(65536):
            pass


async def played(fault: Fault, reader: StreamReader, writer: StreamWriter, answer: Message | None,
                 service_url: str) -> bool:
    """Play a fault on a connection; whether the connection goes on as if nothing had been."""
    if fault.action is Action.DELAY:
        await asyncio.sleep(fault.seconds)
        return True
    if fault.action is Action.SILENT:
        await silence(reader)
    elif fault.action is Action.GARBAGE:
        writer.write(_GARBAGE)
        await writer.drain()
    elif fault.action is Action.HANG_UP and answer is not None:
        writer.write(answer.head + answer.body)
        await writer.drain()
    elif fault.action is Action.SLOW and answer is not None:
        await _in_drops(writer, answer.head + answer.body, fault.rate)
    elif fault.action is Action.TRUNCATE and answer is not None:
        writer.write(answer.head + answer.body[:len(answer.body) // 2])
        await writer.drain()
        # The first half has to be on its way before the reset throws it away.
        await asyncio.sleep(_DROP_SECONDS)
        cut(writer)
    elif fault.reply is not None:
        writer.write(replied(fault.reply, service_url))
        await writer.drain()
    else:
        cut(writer)
    return False


async def _in_drops(writer: StreamWriter, content: bytes, rate: int) -> None:
    drop = max(1, int(rate * _DROP_SECONDS))
    for start in range(0, len(content), drop):
        writer.write(content[start:start + drop])
        await writer.drain()
        await asyncio.sleep(_DROP_SECONDS)
