"""Names of the files by which a refresh and its child talk, all in one folder."""

from __future__ import annotations

CODES = "codes.parquet"  # customer_features_people.sql: everybody's numbers, by which the others speak of them
FEATURES = "features.parquet"  # customer_features.sql
PURCHASES = "purchases.parquet"  # customer_features_purchases.sql
LINES = "lines.parquet"  # customer_features_lines.sql
PREDICTED = "predicted.parquet"  # customer_features_predicted.sql
NAMES = "names.json"  # the channels and categories that numbers in them stand for
DEFINITIONS = "definitions.json"  # definitions.plain
PREVIOUS = "previous.parquet"  # open_members.sql
CUSTOMERS = "customers.parquet"  # made: the rows of segment_customers
CHANGES = "changes.parquet"  # made: the new rows of segment_members
