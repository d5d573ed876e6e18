"""The numbered steps by which the service's database came to its present shape. A released step is never changed."""
