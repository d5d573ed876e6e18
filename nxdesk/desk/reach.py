"""The client that is in use just now, so that 中止 and 今すぐ reach it from another thread."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from nxdesk.link.client import Client
from nxdesk.link.retry import OnPause


class Reach:
    """Opens a client for each step with `connect`. `cancel` ends the present step, and later ones until `allow`."""

    def __init__(self, connect: Callable[[], Client]) -> None:
        self._connect = connect
        self._lock = threading.Lock()
        self._client: Client | None = None
        self._cancelled = False
        self._on_pause: OnPause | None = None

    def watch(self, on_pause: OnPause) -> None:
        """Tell this of the pauses between attempts, in the steps that begin from now on."""
        self._on_pause = on_pause

    def hurry(self) -> None:
        """今すぐ, from any thread: ends the present pause."""
        with self._lock:
            client = self._client
        if client is not None:
            client.hurry()

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

    def open(self) -> Client:
        """A client that `cancel` reaches until it is closed here."""
        client = self._connect()
        with self._lock:
            self._client = client
            if self._cancelled:
                client.cancel()
        return client

    def close(self, client: Client) -> None:
        """Close it."""
        with self._lock:
            if self._client is client:
                self._client = None
        client.close()

    @contextmanager
    def client(self, opened: Client | None = None) -> Iterator[Client]:
        """A client for one step, perhaps one `opened` here before; closed afterwards."""
        client = opened or self.open()
        client.watch(self._on_pause)
        try:
            yield client
        finally:
            self.close(client)

    def wants(self, client: Client) -> bool:
        """What a client opened here was asked ahead is waited for from now on; False where that is in vain."""
        client.watch(self._on_pause)
        return client.want()
