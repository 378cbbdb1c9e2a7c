"""The ways of saying who is asked, one module each."""
