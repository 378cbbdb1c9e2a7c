"""Steps that make a plan executable, one file each; `engine_reports.rewriting` says in which order."""
