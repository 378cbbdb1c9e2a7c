"""The engine of forms: fields of every kind, layouts, views, and what happens to a record when it is submitted."""
