"""The simulated exchange with its fill and cost models; enters through the same hooks as any broker."""
