-- Everybody whom the shop knows, by their number, and since when: the earliest moment it ever said.
SELECT c.code, MIN(k.created_at) AS created_at
FROM customers AS k
JOIN customer_codes AS c ON c.customer_id = k.customer_id
GROUP BY c.code
