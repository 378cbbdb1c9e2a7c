"""What people can do with an instance and its tasks, one module each."""
