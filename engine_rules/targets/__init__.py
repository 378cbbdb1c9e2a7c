"""Where an expression runs: Python, SQL and the browser. Each says the same in its own way."""
