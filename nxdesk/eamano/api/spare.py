"""What the service does while it answers nobody."""

import asyncio
from threading import Lock
from time import sleep

from nxdesk.eamano.rules.remembered import Remembered

_BREATH_SECONDS = 0.0001
"""Between two steps others come to the interpreter at once, for which they would wait 5 ms otherwise."""


class Spare:
    """Makes what commits of the latest dry runs would write, in a thread, whenever no request is being answered.

    NX works on the last answers then, and people look at what they tell. Who asks for anything in between waits for one
    small step at most.
    """

    def __init__(self, remembered: Remembered) -> None:
        self._remembered = remembered
        self._lock = Lock()
        self._asking = 0
        self._making = False

    def asked(self) -> None:
        """There is one more request to be answered."""
        with self._lock:
            self._asking += 1

    def answered(self) -> None:
        """There is one less, of which nothing more is sent; on the event loop."""
        with self._lock:
            self._asking -= 1
            begins = not (self._asking or self._making) and self._remembered.unmade
            self._making = self._making or begins
        if begins:
            asyncio.get_running_loop().run_in_executor(None, self._make)

    def _make(self) -> None:
        """Until somebody asks. A fault ends it for good; commits then make everything, and meet it themselves."""
        while self._goes_on():
            self._remembered.make_some()
            sleep(_BREATH_SECONDS)

    def _goes_on(self) -> bool:
        with self._lock:
            self._making = not self._asking and self._remembered.unmade
            return self._making
