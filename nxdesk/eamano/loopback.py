"""Which addresses and names are this machine itself."""

from ipaddress import ip_address


def is_loopback(host: str) -> bool:
    """An address of this machine that nobody else can reach, or its name."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
