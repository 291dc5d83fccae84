"""The pages that people open: one file of routes each, its templates in a folder of that name."""
