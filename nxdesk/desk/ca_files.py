"""The company's own CA file: where it is, whether it can be read, and whose certificates are in it.

Reading may take as long as a network share takes, so it is asked for apart from judging, which never waits.
"""

from pathlib import Path

from nxdesk.link.causes import harmless, named
from nxdesk.vault.certificates import read_ca_file

_MOST_NAMED = 3


def clean_path(typed: str) -> str:
    """The path without the blanks and quotation marks that copying it brings along."""
    return typed.strip().strip('"').strip()


class CaFiles:
    """What was found at each path when it was last read."""

    def __init__(self) -> None:
        self._wrong: dict[str, str] = {}
        self._found: dict[str, str] = {}

    def read(self, path: str) -> None:
        """Read the file; blocks."""
        wrong, found = _read(path)
        self._wrong[path], self._found[path] = wrong, found

    def wrong(self, path: str) -> str:
        """The sentence that says why this file cannot be used; blank when it can, or was not read yet."""
        if not path:
            return _words("empty")
        return _words("relative") if not Path(path).is_absolute() else self._wrong.get(path, "")

    def found(self, path: str) -> str:
        """Whose certificates are in the file and how long they are good, for people."""
        return self._found.get(path, "")


def _words(variant: str) -> str:
    return named("ca-file").words({}, variant)


def _read(path: str) -> tuple[str, str]:
    try:
        certificates = read_ca_file(Path(path))
    except (FileNotFoundError, NotADirectoryError):
        return _words("missing"), ""
    except OSError:
        return _words("denied"), ""
    except ValueError:
        return _words("not_pem"), ""
    named_ones = [f"{harmless(one.names)}（{one.until}まで）" for one in certificates[:_MOST_NAMED]]
    more = len(certificates) - _MOST_NAMED
    return "", "、".join(named_ones) + (f" ほか{more}件" if more > 0 else "")
