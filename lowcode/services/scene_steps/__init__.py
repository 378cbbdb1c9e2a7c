"""How each kind of step of scenes is played, each in a file that bears its name."""
