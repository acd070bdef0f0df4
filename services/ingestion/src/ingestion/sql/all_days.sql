-- Every shop day the ledger or a rollup speaks of.
SELECT local_date FROM sales
UNION DISTINCT
SELECT local_date FROM daily_shop_sales
