-- The rewrite of first days in a month that changed, first half. The dates are the first and the last of these months.
-- @first_date DATE
-- @last_date DATE
DELETE FROM monthly_customers
WHERE month BETWEEN @first_date AND @last_date
  AND EXISTS (
    SELECT 1
    FROM changed_months AS c
    WHERE c.month = monthly_customers.month AND c.customer_id = monthly_customers.customer_id
  )
