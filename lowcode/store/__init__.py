"""Where records live: PostgreSQL, the product's own or a given one, and what is kept beside it."""
