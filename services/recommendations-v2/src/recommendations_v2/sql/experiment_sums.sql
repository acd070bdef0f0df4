-- What the people in each arm of an experiment did after they were first seen in it, as sums of people and of their squares: those
-- first seen from @exposed_from to @exposed_to, each in the @window_days after that moment, or until @ends_at where that is given.
-- Only who was first seen before @matured_until has sums, which are null without any; `people` are all of them. An order counts where
-- it was placed in these days, with what came back of it until @as_of; margin of lines whose cost is known. Amounts are cut at the
-- lowest and highest @cut of those that are not 0, of all arms together. x_... is what they had done in the @before_days before. A
-- visitor who signed in is that customer, in the arm that was seen first, and `crossed` where there was another; robots are nobody. A
-- guest's orders are known by their web_events. No line is from before @from_day.
-- @experiment_id STRING
-- @exposed_from TIMESTAMP
-- @exposed_to TIMESTAMP
-- @matured_until TIMESTAMP
-- @ends_at TIMESTAMP
-- @as_of TIMESTAMP
-- @from_day DATE
-- @window_days INT64
-- @before_days INT64
-- @cut FLOAT64
WITH exposed AS (
  SELECT subject, visitor_id, customer_id, arm, MIN(exposed_at) AS exposed_at
  FROM experiment_exposures
  WHERE experiment_id = @experiment_id AND exposed_at >= @exposed_from AND exposed_at < @exposed_to
  GROUP BY subject, visitor_id, customer_id, arm
),
visitors AS (
  SELECT w.visitor_id, MIN(w.customer_id) AS customer_id, COUNTIF(w.is_bot) AS bot_events
  FROM web_events AS w
  JOIN (SELECT DISTINCT visitor_id FROM exposed) AS e ON e.visitor_id = w.visitor_id
  WHERE w.occurred_at >= TIMESTAMP '1970-01-01 00:00:00+00'
  GROUP BY w.visitor_id
),
seen AS (
  SELECT
    e.visitor_id, e.arm, e.exposed_at, COALESCE(e.customer_id, v.customer_id) AS customer_id,
    COALESCE(CONCAT('customer:', COALESCE(e.customer_id, v.customer_id)), e.subject) AS person
  FROM exposed AS e
  LEFT JOIN visitors AS v ON v.visitor_id = e.visitor_id
  WHERE COALESCE(v.bot_events, 0) = 0
),
people AS (
  SELECT
    person, MIN(IF(place = 1, arm, NULL)) AS arm, COUNT(DISTINCT arm) AS arms, MAX(customer_id) AS customer_id,
    MIN(exposed_at) AS exposed_at, COALESCE(@ends_at, TIMESTAMP_ADD(MIN(exposed_at), INTERVAL @window_days DAY)) AS ends_at
  FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY person ORDER BY exposed_at, arm) AS place FROM seen)
  GROUP BY person
),
placed AS (
  SELECT p.person, s.order_id
  FROM people AS p
  JOIN sales AS s ON s.customer_id = p.customer_id
  WHERE s.local_date >= @from_day
  UNION DISTINCT
  SELECT v.person, w.order_id
  FROM seen AS v
  JOIN web_events AS w ON w.visitor_id = v.visitor_id
  WHERE w.event = 'purchase' AND w.order_id IS NOT NULL AND w.occurred_at >= TIMESTAMP '1970-01-01 00:00:00+00'
),
orders AS (
  SELECT
    p.person, s.order_id, MIN(s.ordered_at) AS ordered_at, COUNTIF(s.unit_cost IS NOT NULL) AS costed,
    CAST(SUM(s.net_amount) AS FLOAT64) AS net,
    CAST(SUM(IF(s.unit_cost IS NULL, 0, s.net_amount - s.quantity * s.unit_cost)) AS FLOAT64) AS margin,
    CAST(SUM(IF(s.kind = 'refund', 0, s.net_amount)) AS FLOAT64) AS sold,
    COUNT(DISTINCT IF(s.kind = 'refund', NULL, s.product_id)) AS products
  FROM placed AS p
  JOIN sales AS s ON s.order_id = p.order_id
  WHERE s.line_type = 'merchandise' AND NOT s.is_test AND s.local_date >= @from_day AND s.occurred_at < @as_of
  GROUP BY p.person, s.order_id
),
persons AS (
  SELECT
    p.person, COUNTIF(o.ordered_at >= p.exposed_at) AS orders, COUNTIF(o.ordered_at < p.exposed_at) AS x_orders,
    COUNTIF(o.ordered_at >= p.exposed_at AND o.products > 1) AS attached,
    SUM(IF(o.ordered_at >= p.exposed_at, o.net, 0)) AS net, SUM(IF(o.ordered_at < p.exposed_at, o.net, 0)) AS x_net,
    SUM(IF(o.ordered_at >= p.exposed_at, o.margin, 0)) AS margin, SUM(IF(o.ordered_at < p.exposed_at, o.margin, 0)) AS x_margin,
    SUM(IF(o.ordered_at >= p.exposed_at, o.sold, 0)) AS sold, SUM(IF(o.ordered_at >= p.exposed_at, o.costed, 0)) AS costed
  FROM people AS p
  LEFT JOIN orders AS o
    ON o.person = p.person
    AND o.ordered_at >= TIMESTAMP_SUB(p.exposed_at, INTERVAL @before_days DAY)
    AND o.ordered_at < p.ends_at
  WHERE p.exposed_at < @matured_until
  GROUP BY p.person
),
places AS (
  SELECT
    net, ROW_NUMBER() OVER (PARTITION BY net = 0 ORDER BY net) AS net_place, COUNT(*) OVER (PARTITION BY net = 0) AS nets,
    margin, ROW_NUMBER() OVER (PARTITION BY margin = 0 ORDER BY margin) AS margin_place,
    COUNT(*) OVER (PARTITION BY margin = 0) AS margins
  FROM persons
),
bounds AS (
  SELECT
    LEAST(COALESCE(MIN(IF(net != 0 AND net_place > FLOOR(@cut * nets), net, NULL)), 0), 0) AS net_low,
    GREATEST(COALESCE(MAX(IF(net != 0 AND net_place <= nets - FLOOR(@cut * nets), net, NULL)), 0), 0) AS net_high,
    LEAST(COALESCE(MIN(IF(margin != 0 AND margin_place > FLOOR(@cut * margins), margin, NULL)), 0), 0) AS margin_low,
    GREATEST(COALESCE(MAX(IF(margin != 0 AND margin_place <= margins - FLOOR(@cut * margins), margin, NULL)), 0), 0) AS margin_high
  FROM places
),
measured AS (
  SELECT
    p.person, p.orders, p.x_orders, p.attached, p.sold, p.costed,
    LEAST(GREATEST(p.net, b.net_low), b.net_high) AS net, LEAST(GREATEST(p.x_net, b.net_low), b.net_high) AS x_net,
    LEAST(GREATEST(p.margin, b.margin_low), b.margin_high) AS margin, LEAST(GREATEST(p.x_margin, b.margin_low), b.margin_high) AS x_margin
  FROM persons AS p
  CROSS JOIN bounds AS b
)
SELECT
  p.arm, COUNT(*) AS people, COUNTIF(p.arms > 1) AS crossed, COUNT(m.person) AS matured, COUNTIF(m.orders > 0) AS buyers,
  COUNTIF(m.x_orders > 0) AS x_buyers, COUNTIF(m.orders > 0 AND m.x_orders > 0) AS buyers_x, SUM(m.costed) AS costed,
  SUM(m.net) AS net, SUM(m.net * m.net) AS net_squares, SUM(m.x_net) AS x_net, SUM(m.x_net * m.x_net) AS x_net_squares, SUM(m.net * m.x_net) AS net_x,
  SUM(m.margin) AS margin, SUM(m.margin * m.margin) AS margin_squares, SUM(m.x_margin) AS x_margin,
  SUM(m.x_margin * m.x_margin) AS x_margin_squares, SUM(m.margin * m.x_margin) AS margin_x,
  SUM(m.sold) AS sold, SUM(m.sold * m.sold) AS sold_squares, SUM(m.sold * m.orders) AS sold_orders, SUM(m.attached) AS attached,
  SUM(m.attached * m.attached) AS attached_squares, SUM(m.attached * m.orders) AS attached_orders,
  SUM(m.orders) AS orders, SUM(m.orders * m.orders) AS orders_squares
FROM people AS p
LEFT JOIN measured AS m ON m.person = p.person
GROUP BY p.arm
ORDER BY p.arm
