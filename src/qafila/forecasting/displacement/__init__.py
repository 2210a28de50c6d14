"""Forecasts of displacement from registered counts, calibrated on other countries."""
