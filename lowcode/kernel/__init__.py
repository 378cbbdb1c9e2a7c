"""What every layer stands on: specs, names, catalogs, diagnostics, errors and the clock."""
