-- What the ledger says in all: what a backup and what is restored from it are compared by.
SELECT
  COUNT(*) AS lines,
  COUNT(DISTINCT order_id) AS orders,
  SUM(net_amount) AS net,
  MAX(occurred_at) AS until
FROM sales
