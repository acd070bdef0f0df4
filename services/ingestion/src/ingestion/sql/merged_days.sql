-- Shop days that a merge takes lines from or adds lines to.
SELECT local_date FROM gone_entries
UNION DISTINCT
SELECT local_date FROM fresh_entries
