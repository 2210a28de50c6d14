"""The mechanistic expert: people leave, choose sites and are registered, held against reports."""

ENGINE = "engine"
