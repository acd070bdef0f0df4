-- Staged customers that were erased: rows that name an id, an e-mail address or a telephone number of one.
SELECT _file, _line
FROM staged_customers
WHERE customer_id IN (SELECT value FROM erased_identities WHERE kind = 'id')
  OR email IN (SELECT value FROM erased_identities WHERE kind = 'email')
  OR phone IN (SELECT value FROM erased_identities WHERE kind = 'phone')
