"""What the service keeps. Every query names its tenant; nothing in here knows HTTP or the rules of a registration."""
