"""What the service lets happen: reading bodies, checking records, applying a registration. It knows no HTTP library."""
