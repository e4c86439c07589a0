"""What a supplier is to us in a scope: the register of outsourcing and services asks for it, and so do certificates."""

KINDS = [
    ("goods", "Goods and materials"), ("processing", "Outsourced processing"),
    ("production", "Commissioned production"), ("development", "Commissioned development"),
    ("inspection", "Commissioned inspection"), ("service", "Service"), ("software", "Software"),
]
