"""`python -m nxdesk` is the command `nxdesk`."""

from nxdesk.cli.main import main

if __name__ == "__main__":
    main()
