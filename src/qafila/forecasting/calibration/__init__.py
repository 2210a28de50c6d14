"""Calibration: what past receipts and dry days say of parameters, as weighted draws of them."""
