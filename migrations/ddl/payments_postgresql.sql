-- The guards of receipts on PostgreSQL.  A line of "--;" ends each statement.

CREATE FUNCTION @.receipt_follows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF new.cancelled_at IS NOT NULL OR new.number <>
     1 + (SELECT coalesce(max(number), 0) FROM @.receipt
          WHERE book_id = new.book_id AND direction = new.direction)
  THEN
    RAISE EXCEPTION 'receipts: each number follows the one before'
      USING errcode = 'restrict_violation';
  END IF;
  RETURN new;
END $$
--;
CREATE TRIGGER receipt_follows BEFORE INSERT ON @.receipt
FOR EACH ROW EXECUTE FUNCTION @.receipt_follows()
--;
CREATE FUNCTION @.receipt_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  kept text[] := ARRAY['cancelling_journal_id', 'cancel_reason', 'cancelled_at',
                       'cancelled_by'];
BEGIN
  IF old.cancelled_at IS NOT NULL OR new.cancelled_at IS NULL
     OR (to_jsonb(new) - kept) <> (to_jsonb(old) - kept)
  THEN
    RAISE EXCEPTION 'receipts: only a cancellation may be added, once'
      USING errcode = 'restrict_violation';
  END IF;
  RETURN new;
END $$
--;
CREATE TRIGGER receipt_guard BEFORE UPDATE ON @.receipt
FOR EACH ROW EXECUTE FUNCTION @.receipt_guard()
--;
CREATE FUNCTION @.receipt_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'receipts are kept' USING errcode = 'restrict_violation';
END $$
--;
CREATE TRIGGER receipt_no_delete BEFORE DELETE ON @.receipt
FOR EACH ROW EXECUTE FUNCTION @.receipt_refuse()
--;
CREATE TRIGGER receipt_no_truncate BEFORE TRUNCATE ON @.receipt
FOR EACH STATEMENT EXECUTE FUNCTION @.receipt_refuse()
