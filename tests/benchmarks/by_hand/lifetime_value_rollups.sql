-- Cohorts by the month of the first order at 30 to 360 days, and how value is spread over customers.
WITH bought AS (
  SELECT customer_id, local_date, orders, net_sales, net_sales_with_cost - cost AS margin, net_sales_with_cost
  FROM daily_customer_sales
  WHERE customer_id IS NOT NULL AND local_date < $today
  UNION ALL
  SELECT s.customer_id, s.local_date, count(*) FILTER (s.is_order_start), sum(s.net_amount),
    sum(s.net_amount - s.quantity * coalesce(s.unit_cost, c.unit_cost)),
    sum(s.net_amount) FILTER (coalesce(s.unit_cost, c.unit_cost) IS NOT NULL)
  FROM {costed_sales}
  WHERE s.local_date = $today AND s.occurred_at < $as_of AND s.line_type = 'merchandise' AND NOT s.is_test
    AND s.customer_id IS NOT NULL
  GROUP BY s.customer_id, s.local_date
), firsts AS (
  SELECT customer_id, min(local_date) AS first_day FROM bought WHERE orders > 0 GROUP BY customer_id
), customers AS MATERIALIZED (
  SELECT customer_id, any_value(first_day) AS first_day,
    sum(net_sales) FILTER (local_date < first_day + 30) AS net_30, sum(margin) FILTER (local_date < first_day + 30) AS margin_30,
    sum(net_sales) FILTER (local_date < first_day + 60) AS net_60, sum(margin) FILTER (local_date < first_day + 60) AS margin_60,
    sum(net_sales) FILTER (local_date < first_day + 90) AS net_90, sum(margin) FILTER (local_date < first_day + 90) AS margin_90,
    sum(net_sales) FILTER (local_date < first_day + 180) AS net_180, sum(margin) FILTER (local_date < first_day + 180) AS margin_180,
    sum(net_sales) FILTER (local_date < first_day + 360) AS net_360, sum(margin) FILTER (local_date < first_day + 360) AS margin_360,
    sum(net_sales) AS net, sum(margin) AS margin, sum(net_sales_with_cost) AS costed
  FROM bought JOIN firsts USING (customer_id)
  GROUP BY customer_id
)
SELECT date_trunc('month', first_day) AS cohort, count(*) AS customers, sum(net_30), sum(margin_30), sum(net_60), sum(margin_60),
  sum(net_90), sum(margin_90), sum(net_180), sum(margin_180), sum(net_360), sum(margin_360), sum(net), sum(margin), sum(costed),
  NULL AS spread, NULL AS highest
FROM customers
GROUP BY cohort
UNION ALL
SELECT NULL, count(*), NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, sum(net), sum(margin), sum(costed),
  quantile_disc(margin, [0.1, 0.25, 0.5, 0.75, 0.9, 0.99]), (SELECT sum(margin) FROM (SELECT margin FROM customers ORDER BY margin DESC LIMIT 1000))
FROM customers
