"""NX's own screens, faithful to the manual: labels, order, grouping and messages are the manual's."""
