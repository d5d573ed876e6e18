"""Works the real windows for cases: finds widgets by name, presses and types as people do, reads and takes pictures."""
