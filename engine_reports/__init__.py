"""The report engine: questions over datasets become plans, plans become SQL; nothing is run here."""
