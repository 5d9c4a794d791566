-- The guards of receipts on SQLite.  A line of "--;" ends each statement.

CREATE TRIGGER receipt_follows BEFORE INSERT ON receipt
WHEN new.number IS NOT 1 + (SELECT coalesce(max(number), 0) FROM receipt
                            WHERE book_id = new.book_id AND direction = new.direction)
  OR typeof(new.amount_minor) <> 'integer' OR new.cancelled_at IS NOT NULL
  OR EXISTS (SELECT 1 FROM receipt
             WHERE id = new.id OR code = new.code OR journal_id = new.journal_id
                OR (book_id = new.book_id AND "key" = new."key"))
BEGIN SELECT RAISE(ABORT, 'receipts: each number follows the one before'); END
--;
CREATE TRIGGER receipt_guard BEFORE UPDATE ON receipt
WHEN old.cancelled_at IS NOT NULL OR new.cancelled_at IS NULL
  OR new.id IS NOT old.id OR new.book_id IS NOT old.book_id
  OR new.direction IS NOT old.direction OR new.number IS NOT old.number
  OR new.code IS NOT old.code OR new."key" IS NOT old."key"
  OR new.request_hash IS NOT old.request_hash OR new.method IS NOT old.method
  OR new.amount_minor IS NOT old.amount_minor OR new.currency IS NOT old.currency
  OR new.party_kind IS NOT old.party_kind OR new.person_id IS NOT old.person_id
  OR new.organisation_id IS NOT old.organisation_id
  OR new.purpose IS NOT old.purpose OR new.reference IS NOT old.reference
  OR new.day IS NOT old.day OR new.account_code IS NOT old.account_code
  OR new.journal_id IS NOT old.journal_id OR new.actor_id IS NOT old.actor_id
  OR new.second_person_id IS NOT old.second_person_id
  OR new.issued_at IS NOT old.issued_at
  OR EXISTS (SELECT 1 FROM receipt
             WHERE cancelling_journal_id = new.cancelling_journal_id)
BEGIN SELECT RAISE(ABORT, 'receipts: only a cancellation may be added, once'); END
--;
CREATE TRIGGER receipt_no_delete BEFORE DELETE ON receipt
BEGIN SELECT RAISE(ABORT, 'receipts are kept'); END
