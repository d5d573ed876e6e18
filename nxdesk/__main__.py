"""`python -m nxdesk` is the command `nxdesk`."""

import sys

from nxdesk.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
