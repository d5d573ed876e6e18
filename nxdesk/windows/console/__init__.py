"""nxdesk's own aids: what the real NX does not have, marked and in their own colour. They know no NX window."""
