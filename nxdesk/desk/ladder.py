"""接続の階段 for windows: what `link` finds rung by rung, under the desk's roof."""

from nxdesk.link.ladder import Climb, Ladder, Rung, Standing, Step

__all__ = ["Climb", "Ladder", "Rung", "Standing", "Step"]
