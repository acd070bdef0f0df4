-- What a merge takes out of the ledger and puts in: how many lines, their net total, and which days the first are on.
-- Lines whose load is none of events (ids 'events-...'; '.' follows '-') came from files.
SELECT
  (SELECT COUNT(*) FROM gone_entries) AS gone_lines,
  (SELECT MIN(local_date) FROM gone_entries) AS gone_from,
  (SELECT MAX(local_date) FROM gone_entries) AS gone_until,
  (SELECT COUNT(*) FROM gone_entries WHERE load_id < 'events-' OR load_id >= 'events.') AS replaced_lines,
  (SELECT COALESCE(SUM(net_amount), 0) FROM gone_entries WHERE load_id >= 'events-' AND load_id < 'events.') AS gone_net,
  (SELECT COUNT(*) FROM fresh_entries) AS fresh_lines,
  (SELECT COALESCE(SUM(net_amount), 0) FROM fresh_entries) AS fresh_net
