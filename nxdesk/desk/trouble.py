"""Trouble with the stored data, told as a refusal: a full disk or a lost database is not a fault of the program."""

import functools
import inspect
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from nxdesk.desk.refusal import Refusal
from nxdesk.masters.failures import MastersUnavailable

P = ParamSpec("P")
R = TypeVar("R")
C = TypeVar("C")


def _told(method: Callable[P, R]) -> Callable[P, R]:
    @functools.wraps(method)
    def telling(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return method(*args, **kwargs)
        except MastersUnavailable as trouble:
            raise Refusal(trouble.code, trouble.sentence) from trouble
    return telling


def tells_trouble(desk: type[C]) -> type[C]:
    """Every public method and property of the class raises Refusal where the masters raise MastersUnavailable."""
    for name, member in list(vars(desk).items()):
        if inspect.isfunction(member) and not name.startswith("_"):
            setattr(desk, name, _told(member))
        elif isinstance(member, property) and member.fget is not None:
            setattr(desk, name, property(_told(member.fget)))
    return desk
