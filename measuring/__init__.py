"""What `make bench` is made of: the product and, beside it, the least that could answer the same (measuring/bare)."""
