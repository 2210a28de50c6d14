"""What each command does, without printing; `qafila.cli` shows it."""
