"""Languages that ship with the reader; others come by the entry point ``qafila.languages``."""
