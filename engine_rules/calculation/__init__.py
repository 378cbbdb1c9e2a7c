"""What the built-in functions compute with: patterns, calendars, rounding, number formats."""
