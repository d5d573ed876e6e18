"""The client that is in use just now, so that 中止 reaches it from another thread."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from nxdesk.link.client import Client


class Reach:
    """Opens a client for each step with `connect`. `cancel` ends the present step, and later ones until `allow`."""

    def __init__(self, connect: Callable[[], Client]) -> None:
        self._connect = connect
        self._lock = threading.Lock()
        self._client: Client | None = None
        self._cancelled = False

    def allow(self) -> None:
        """What was cancelled may be tried again."""
        self._cancelled = False

    def cancel(self) -> None:
        """中止, from any thread: ends waiting at once."""
        with self._lock:
            self._cancelled = True
            client = self._client
        if client is not None:
            client.cancel()

    @contextmanager
    def client(self) -> Iterator[Client]:
        """A client for one step; closed afterwards."""
        client = self._connect()
        with self._lock:
            self._client = client
            if self._cancelled:
                client.cancel()
        try:
            yield client
        finally:
            with self._lock:
                self._client = None
            client.close()
