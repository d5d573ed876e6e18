"""NX's own data: people, users, menus, settings, journal, My Numbers, photos. It knows no network and no window."""
