"""Use cases: where the engines meet storage."""
