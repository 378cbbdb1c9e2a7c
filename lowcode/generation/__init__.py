"""What is generated from the definitions of the product: JSON Schema, TypeScript, reference documents."""
