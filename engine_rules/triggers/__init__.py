"""What sets off rules, one file each."""
