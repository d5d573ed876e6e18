"""Kinds of values that several commands take."""

import click

from nxdesk.records.clock import Clock
from nxdesk.records.versions import NxVersion


class ClockType(click.ParamType[Clock]):
    """A moment in Japanese time."""

    name = "日時"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Clock:
        """Read the moment at which the practice clock starts."""
        if isinstance(value, Clock):
            return value
        try:
            return Clock(Clock.parse(str(value)))
        except ValueError:
            self.fail(f"日時「{value}」を読み取れません。例) 2020-04-06 09:00:00", param, ctx)


class VersionType(click.ParamType[NxVersion]):
    """An NX version."""

    name = "版"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> NxVersion:
        """Read a version such as 1.2.6.0."""
        if isinstance(value, NxVersion):
            return value
        try:
            return NxVersion.parse(str(value))
        except ValueError:
            self.fail(f"バージョン「{value}」を読み取れません。例) 1.2.6.0", param, ctx)
