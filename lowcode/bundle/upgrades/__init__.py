"""Steps from one format of bundles to the next: the module `format_<n>` brings a document of format n to n + 1."""
