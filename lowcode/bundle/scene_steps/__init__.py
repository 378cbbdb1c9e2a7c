"""The kinds of steps of scenes, each in a file that bears its name."""
