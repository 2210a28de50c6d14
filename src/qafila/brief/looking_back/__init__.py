"""The report on forecasts of registered people that were made for past days."""
