"""The files by which the warehouse and the child of a build talk: Parquet, a name each."""

from __future__ import annotations

PURCHASES, PRODUCTS, STOCK, UNITS = "purchases.parquet", "products.parquet", "stock.parquet", "units.parquet"
LOOKS, SESSIONS, CONTENT = "looks.parquet", "sessions.parquet", "content.parquet"
SEGMENTS, ALERTS, PROMOTIONS = "segments.parquet", "alerts.parquet", "promotions.parquet"
MODELS = "models.json"  # what was learned, as `models_kept` has it; not there before the first training
ARTEFACT, LEARNED = "artefact.npz", "learned.npz"
