"""The steps that bring the tables of a workspace to `lowcode.store.tables`; the only way back is a backup."""
