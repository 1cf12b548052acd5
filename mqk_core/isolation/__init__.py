"""What keeps engines on one account apart: their capital, their caps, and the names of their orders."""
