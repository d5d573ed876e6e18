"""nxdesk: the linkage of TimePro-NX with e-AMANO, rehearsed on one PC."""

__version__ = "0.1.0"
