"""Forms made from field declarations: an editor per shape, errors beside the item."""
