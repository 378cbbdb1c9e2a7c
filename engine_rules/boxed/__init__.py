"""The kinds of boxed expressions, one file each."""
