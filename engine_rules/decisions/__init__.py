"""Decision models: boxed expressions, the requirement graph, compiled tables and their analysis."""
