"""An app as one document: its canonical form, its folder of files, what differs, and how two changes come together."""
