"""The command line: `lowcode COMMAND`."""
