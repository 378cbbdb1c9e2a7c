"""The hit policies of decision tables, one file each."""
