"""What stands in the place of a value that is not shown."""

HIDDEN = "●●●●"
"""For a sensitive value beside others that are shown."""
COVERED = "••••"
"""For a secret that is there: in a field, a log or a trace."""
