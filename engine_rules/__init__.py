"""The language of the product (FEEL), its types, functions, targets and decision tables: what every engine speaks."""
