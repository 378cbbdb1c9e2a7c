"""The routes, one module each: a module here defines a `router`, which the application includes."""
