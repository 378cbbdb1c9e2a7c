"""What happens to an instance without a person's doing, one module each."""
