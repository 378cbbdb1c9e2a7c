"""The ways in which several people decide together, one module each."""
