"""What carries out each kind of effect, one file each."""
