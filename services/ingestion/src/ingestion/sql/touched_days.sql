-- Shop days whose rollups no longer equal the ledger, where no product's cost changed: days with new lines, and with redated
-- ones.
SELECT local_date FROM changed_days
UNION DISTINCT
SELECT local_date FROM redated_entries
