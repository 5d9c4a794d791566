-- The guards of the ledger on PostgreSQL.  A line of "--;" ends each statement.
-- Tables are named with their schema, "@" standing for it, so that a temporary
-- table of the same name cannot take their place.

ALTER TABLE @.ledger_account SET (fillfactor = 70)
--;

CREATE FUNCTION @.ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'ledger: % is append-only', tg_table_name
    USING errcode = 'restrict_violation';
END $$
--;
CREATE FUNCTION @.ledger_stamp() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  new.transaction_number := pg_current_xact_id()::text::bigint;
  RETURN new;
END $$
--;
CREATE TRIGGER ledger_journal_stamp BEFORE INSERT ON @.ledger_journal
FOR EACH ROW EXECUTE FUNCTION @.ledger_stamp()
--;
CREATE TRIGGER ledger_posting_stamp BEFORE INSERT ON @.ledger_posting
FOR EACH ROW EXECUTE FUNCTION @.ledger_stamp()
--;
CREATE FUNCTION @.ledger_account_born_empty() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (new.balance_minor, new.held_minor, new.last_posting_id) <> (0, 0, 0) THEN
    RAISE EXCEPTION 'ledger: an account is opened empty'
      USING errcode = 'restrict_violation';
  END IF;
  RETURN new;
END $$
--;
CREATE TRIGGER ledger_account_born_empty BEFORE INSERT ON @.ledger_account
FOR EACH ROW EXECUTE FUNCTION @.ledger_account_born_empty()
--;
CREATE FUNCTION @.ledger_account_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (new.id, new.book_id, new.code, new.currency,
      new.min_balance_minor, new.max_balance_minor)
     IS DISTINCT FROM
     (old.id, old.book_id, old.code, old.currency,
      old.min_balance_minor, old.max_balance_minor)
     OR (pg_trigger_depth() = 1 AND
         (new.balance_minor, new.held_minor, new.last_posting_id)
         IS DISTINCT FROM
         (old.balance_minor, old.held_minor, old.last_posting_id))
  THEN
    RAISE EXCEPTION 'ledger: balances are derived'
      USING errcode = 'restrict_violation';
  END IF;
  RETURN new;
END $$
--;
CREATE TRIGGER ledger_account_guard BEFORE UPDATE ON @.ledger_account
FOR EACH ROW EXECUTE FUNCTION @.ledger_account_guard()
--;
CREATE FUNCTION @.ledger_posting_apply() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- In the order of the ids, so that two entries never wait for each other.
  WITH moved AS (
    SELECT account_id, sum(delta)::bigint AS delta, max(id) AS newest
    FROM (SELECT debit_id AS account_id, amount_minor AS delta, id FROM added
          UNION ALL
          SELECT credit_id, -amount_minor, id FROM added) AS sides
    GROUP BY account_id
  ), held AS (
    SELECT a.id FROM @.ledger_account AS a JOIN moved ON moved.account_id = a.id
    ORDER BY a.id FOR NO KEY UPDATE OF a
  )
  UPDATE @.ledger_account AS a
  SET balance_minor = a.balance_minor + moved.delta,
      last_posting_id = greatest(a.last_posting_id, moved.newest)
  FROM held JOIN moved ON moved.account_id = held.id
  WHERE a.id = held.id;
  IF EXISTS (SELECT 1 FROM @.ledger_snapshot
             WHERE day >= (SELECT min(day) FROM added)) THEN
    UPDATE @.ledger_snapshot AS s SET balance_minor = s.balance_minor + moved.delta
    FROM (SELECT later.account_id, later.day, sum(sides.delta)::bigint AS delta
          FROM @.ledger_snapshot AS later
          JOIN (SELECT debit_id AS account_id, amount_minor AS delta, day FROM added
                UNION ALL
                SELECT credit_id, -amount_minor, day FROM added) AS sides
            ON sides.account_id = later.account_id AND later.day >= sides.day
          GROUP BY later.account_id, later.day) AS moved
    WHERE s.account_id = moved.account_id AND s.day = moved.day;
  END IF;
  RETURN NULL;
END $$
--;
CREATE TRIGGER ledger_posting_apply AFTER INSERT ON @.ledger_posting
REFERENCING NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION @.ledger_posting_apply()
--;
CREATE TRIGGER ledger_posting_append_only BEFORE UPDATE OR DELETE ON @.ledger_posting
FOR EACH ROW EXECUTE FUNCTION @.ledger_refuse()
--;
CREATE TRIGGER ledger_posting_no_truncate BEFORE TRUNCATE ON @.ledger_posting
FOR EACH STATEMENT EXECUTE FUNCTION @.ledger_refuse()
--;
CREATE TRIGGER ledger_journal_append_only BEFORE UPDATE OR DELETE ON @.ledger_journal
FOR EACH ROW EXECUTE FUNCTION @.ledger_refuse()
--;
CREATE TRIGGER ledger_journal_no_truncate BEFORE TRUNCATE ON @.ledger_journal
FOR EACH STATEMENT EXECUTE FUNCTION @.ledger_refuse()
--;
CREATE FUNCTION @.ledger_journal_not_empty() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM @.ledger_posting WHERE journal_id = new.id) THEN
    RAISE EXCEPTION 'ledger: an empty journal' USING errcode = 'check_violation';
  END IF;
  RETURN NULL;
END $$
--;
CREATE CONSTRAINT TRIGGER ledger_journal_not_empty AFTER INSERT ON @.ledger_journal
DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW EXECUTE FUNCTION @.ledger_journal_not_empty()
--;
CREATE FUNCTION @.ledger_journal_audit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO @.audit_row
    (at, person_id, organisation_id, deed, subject, subject_id, details)
  SELECT posted_at, actor_id, book_id, 'ledger.posted', 'ledger_journal', id, '{}'
  FROM added;
  RETURN NULL;
END $$
--;
CREATE TRIGGER ledger_journal_audit AFTER INSERT ON @.ledger_journal
REFERENCING NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION @.ledger_journal_audit()
--;
CREATE TRIGGER ledger_account_no_truncate BEFORE TRUNCATE ON @.ledger_account
FOR EACH STATEMENT EXECUTE FUNCTION @.ledger_refuse()
--;
CREATE FUNCTION @.ledger_hold_apply() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF new.state <> 'active' THEN
    RAISE EXCEPTION 'ledger: a hold begins active'
      USING errcode = 'restrict_violation';
  END IF;
  UPDATE @.ledger_account SET held_minor = held_minor + new.amount_minor
  WHERE id = new.account_id;
  RETURN NULL;
END $$
--;
CREATE TRIGGER ledger_hold_apply AFTER INSERT ON @.ledger_hold
FOR EACH ROW EXECUTE FUNCTION @.ledger_hold_apply()
--;
CREATE FUNCTION @.ledger_hold_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (new.id, new.key, new.account_id, new.book_id, new.currency,
      new.amount_minor, new.created_at, new.actor_id)
     IS DISTINCT FROM
     (old.id, old.key, old.account_id, old.book_id, old.currency,
      old.amount_minor, old.created_at, old.actor_id)
     OR (old.state <> 'active' AND (new.state <> old.state
         OR new.ended_at IS DISTINCT FROM old.ended_at
         OR old.journal_id IS NOT NULL))
  THEN
    RAISE EXCEPTION 'ledger: a hold ends once' USING errcode = 'restrict_violation';
  END IF;
  RETURN new;
END $$
--;
CREATE TRIGGER ledger_hold_guard BEFORE UPDATE ON @.ledger_hold
FOR EACH ROW EXECUTE FUNCTION @.ledger_hold_guard()
--;
CREATE FUNCTION @.ledger_hold_let_go() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE @.ledger_account SET held_minor = held_minor - new.amount_minor
  WHERE id = new.account_id;
  RETURN NULL;
END $$
--;
CREATE TRIGGER ledger_hold_let_go AFTER UPDATE OF state ON @.ledger_hold
FOR EACH ROW WHEN (old.state = 'active' AND new.state <> 'active')
EXECUTE FUNCTION @.ledger_hold_let_go()
--;
CREATE TRIGGER ledger_hold_no_delete BEFORE DELETE ON @.ledger_hold
FOR EACH ROW EXECUTE FUNCTION @.ledger_refuse()
--;
CREATE TRIGGER ledger_hold_no_truncate BEFORE TRUNCATE ON @.ledger_hold
FOR EACH STATEMENT EXECUTE FUNCTION @.ledger_refuse()
--;
CREATE TRIGGER ledger_seal_append_only BEFORE UPDATE OR DELETE ON @.ledger_seal
FOR EACH ROW EXECUTE FUNCTION @.ledger_refuse()
--;
CREATE TRIGGER ledger_seal_no_truncate BEFORE TRUNCATE ON @.ledger_seal
FOR EACH STATEMENT EXECUTE FUNCTION @.ledger_refuse()
--;
CREATE TRIGGER ledger_cash_count_append_only
BEFORE UPDATE OR DELETE ON @.ledger_cash_count
FOR EACH ROW EXECUTE FUNCTION @.ledger_refuse()
--;
CREATE TRIGGER ledger_cash_count_no_truncate BEFORE TRUNCATE ON @.ledger_cash_count
FOR EACH STATEMENT EXECUTE FUNCTION @.ledger_refuse()
