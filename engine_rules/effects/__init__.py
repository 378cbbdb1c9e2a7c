"""The kinds of effects, one file each."""
