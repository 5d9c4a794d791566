"""The solidarity economy of a network: what stays, what leaves, what links."""
