-- Appends the staged taken_feedback, without what is there already: the same is told again within days, and its day may differ by one.
-- @first_date DATE
-- @last_date DATE
INSERT INTO recommendation_feedback (
  feedback_id, event, occurred_at, local_date, received_at, list_id, served_at, surface, product_id, position,
  shown_position, customer_id, visitor_id, experiment_id, arm, variant, model, order_id
)
SELECT t.feedback_id, t.event, t.occurred_at, t.local_date, t.received_at, t.list_id, t.served_at, t.surface, t.product_id,
  t.position, t.shown_position, t.customer_id, t.visitor_id, t.experiment_id, t.arm, t.variant, t.model, t.order_id
FROM taken_feedback AS t
LEFT JOIN (
  SELECT feedback_id
  FROM recommendation_feedback
  WHERE local_date >= @first_date AND local_date <= @last_date
) AS known
  ON known.feedback_id = t.feedback_id
WHERE known.feedback_id IS NULL
