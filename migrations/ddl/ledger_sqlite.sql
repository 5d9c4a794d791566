-- The guards of the ledger on SQLite.  A line of "--;" ends each statement.
-- Every refusal is RAISE(ABORT), which INSERT OR IGNORE, OR FAIL and OR REPLACE
-- cannot weaken as they weaken a CHECK inside a trigger.

CREATE TRIGGER ledger_account_born_empty BEFORE INSERT ON ledger_account
WHEN new.balance_minor <> 0 OR new.held_minor <> 0 OR new.last_posting_id <> 0
  OR typeof(coalesce(new.min_balance_minor, 0)) <> 'integer'
  OR typeof(coalesce(new.max_balance_minor, 0)) <> 'integer'
  -- INSERT OR REPLACE would delete the row without asking its triggers.
  OR EXISTS (SELECT 1 FROM ledger_account WHERE id = new.id)
  OR EXISTS (SELECT 1 FROM ledger_account
             WHERE book_id = new.book_id AND code = new.code AND currency = new.currency)
BEGIN SELECT RAISE(ABORT, 'ledger: an account is opened once, and empty'); END
--;
CREATE TRIGGER ledger_account_guard BEFORE UPDATE ON ledger_account
WHEN new.id IS NOT old.id OR new.book_id IS NOT old.book_id
  OR new.code IS NOT old.code OR new.currency IS NOT old.currency
  OR new.min_balance_minor IS NOT old.min_balance_minor
  OR new.max_balance_minor IS NOT old.max_balance_minor
  OR typeof(new.balance_minor) <> 'integer' OR typeof(new.held_minor) <> 'integer'
  OR (new.held_minor IS NOT old.held_minor AND new.held_minor IS NOT
      (SELECT coalesce(sum(amount_minor), 0) FROM ledger_hold
       WHERE account_id = old.id AND state = 'active'))
  -- A balance moves only by a posting that it does not hold yet.
  OR ((new.balance_minor IS NOT old.balance_minor
       OR new.last_posting_id IS NOT old.last_posting_id)
      AND NOT (new.last_posting_id > old.last_posting_id AND EXISTS
        (SELECT 1 FROM ledger_posting AS p WHERE p.id = new.last_posting_id AND
          ((p.debit_id = old.id
            AND new.balance_minor = old.balance_minor + p.amount_minor)
           OR (p.credit_id = old.id
            AND new.balance_minor = old.balance_minor - p.amount_minor)))))
BEGIN SELECT RAISE(ABORT, 'ledger: balances are derived'); END
--;
CREATE TRIGGER ledger_account_limits BEFORE UPDATE ON ledger_account
WHEN new.balance_minor - new.held_minor < new.min_balance_minor
  OR new.balance_minor > new.max_balance_minor
  OR new.held_minor < 0
BEGIN SELECT RAISE(ABORT, 'ledger: the account would leave its limits'); END
--;
CREATE TRIGGER ledger_posting_no_replace BEFORE INSERT ON ledger_posting
WHEN EXISTS (SELECT 1 FROM ledger_posting WHERE id = new.id)
  OR typeof(new.amount_minor) <> 'integer'
BEGIN SELECT RAISE(ABORT, 'ledger: postings are whole and append-only'); END
--;
CREATE TRIGGER ledger_posting_sealed BEFORE INSERT ON ledger_posting
WHEN EXISTS (SELECT 1 FROM ledger_journal WHERE id = new.journal_id)
BEGIN SELECT RAISE(ABORT, 'ledger: the journal is sealed'); END
--;
CREATE TRIGGER ledger_posting_apply AFTER INSERT ON ledger_posting
BEGIN
  UPDATE ledger_account
  SET balance_minor = balance_minor + new.amount_minor, last_posting_id = new.id
  WHERE id = new.debit_id;
  UPDATE ledger_account
  SET balance_minor = balance_minor - new.amount_minor, last_posting_id = new.id
  WHERE id = new.credit_id;
  UPDATE ledger_snapshot SET balance_minor = balance_minor + new.amount_minor
  WHERE account_id = new.debit_id AND day >= new.day;
  UPDATE ledger_snapshot SET balance_minor = balance_minor - new.amount_minor
  WHERE account_id = new.credit_id AND day >= new.day;
  SELECT RAISE(ABORT, 'ledger: the posting was not applied')
  WHERE (SELECT count(*) FROM ledger_account
         WHERE id IN (new.debit_id, new.credit_id) AND last_posting_id = new.id) <> 2;
END
--;
CREATE TRIGGER ledger_posting_no_update BEFORE UPDATE ON ledger_posting
BEGIN SELECT RAISE(ABORT, 'ledger: postings are append-only'); END
--;
CREATE TRIGGER ledger_posting_no_delete BEFORE DELETE ON ledger_posting
BEGIN SELECT RAISE(ABORT, 'ledger: postings are append-only'); END
--;
CREATE TRIGGER ledger_journal_no_replace BEFORE INSERT ON ledger_journal
WHEN EXISTS (SELECT 1 FROM ledger_journal WHERE id = new.id OR "key" = new."key")
  OR EXISTS (SELECT 1 FROM ledger_journal WHERE reverses = new.reverses)
BEGIN SELECT RAISE(ABORT, 'ledger: journals are append-only'); END
--;
CREATE TRIGGER ledger_journal_not_empty BEFORE INSERT ON ledger_journal
WHEN NOT EXISTS (SELECT 1 FROM ledger_posting WHERE journal_id = new.id)
BEGIN SELECT RAISE(ABORT, 'ledger: an empty journal'); END
--;
CREATE TRIGGER ledger_journal_audit AFTER INSERT ON ledger_journal
BEGIN
  INSERT INTO audit_row
    (at, person_id, organisation_id, deed, subject, subject_id, details)
  VALUES (new.posted_at, new.actor_id, new.book_id, 'ledger.posted',
          'ledger_journal', new.id, '{}');
END
--;
CREATE TRIGGER ledger_journal_no_update BEFORE UPDATE ON ledger_journal
BEGIN SELECT RAISE(ABORT, 'ledger: journals are append-only'); END
--;
CREATE TRIGGER ledger_journal_no_delete BEFORE DELETE ON ledger_journal
BEGIN SELECT RAISE(ABORT, 'ledger: journals are append-only'); END
--;
CREATE TRIGGER ledger_hold_no_replace BEFORE INSERT ON ledger_hold
WHEN new.state <> 'active' OR typeof(new.amount_minor) <> 'integer'
  OR EXISTS (SELECT 1 FROM ledger_hold WHERE id = new.id OR "key" = new."key")
BEGIN SELECT RAISE(ABORT, 'ledger: a hold begins active, once'); END
--;
CREATE TRIGGER ledger_hold_apply AFTER INSERT ON ledger_hold
BEGIN
  UPDATE ledger_account SET held_minor = held_minor + new.amount_minor
  WHERE id = new.account_id;
END
--;
CREATE TRIGGER ledger_hold_guard BEFORE UPDATE ON ledger_hold
WHEN new.id IS NOT old.id OR new."key" IS NOT old."key"
  OR new.account_id IS NOT old.account_id OR new.book_id IS NOT old.book_id
  OR new.currency IS NOT old.currency OR new.amount_minor IS NOT old.amount_minor
  OR new.created_at IS NOT old.created_at OR new.actor_id IS NOT old.actor_id
  OR (old.state <> 'active' AND (new.state <> old.state
      OR new.ended_at IS NOT old.ended_at OR old.journal_id IS NOT NULL))
BEGIN SELECT RAISE(ABORT, 'ledger: a hold ends once'); END
--;
CREATE TRIGGER ledger_hold_let_go AFTER UPDATE OF state ON ledger_hold
WHEN old.state = 'active' AND new.state <> 'active'
BEGIN
  UPDATE ledger_account SET held_minor = held_minor - new.amount_minor
  WHERE id = new.account_id;
END
--;
CREATE TRIGGER ledger_hold_no_delete BEFORE DELETE ON ledger_hold
BEGIN SELECT RAISE(ABORT, 'ledger: holds are kept'); END
--;
CREATE TRIGGER ledger_seal_no_replace BEFORE INSERT ON ledger_seal
WHEN EXISTS (SELECT 1 FROM ledger_seal
             WHERE seq = new.seq OR journal_id = new.journal_id)
BEGIN SELECT RAISE(ABORT, 'ledger: seals are append-only'); END
--;
CREATE TRIGGER ledger_seal_no_update BEFORE UPDATE ON ledger_seal
BEGIN SELECT RAISE(ABORT, 'ledger: seals are append-only'); END
--;
CREATE TRIGGER ledger_seal_no_delete BEFORE DELETE ON ledger_seal
BEGIN SELECT RAISE(ABORT, 'ledger: seals are append-only'); END
--;
CREATE TRIGGER ledger_cash_count_no_replace BEFORE INSERT ON ledger_cash_count
WHEN EXISTS (SELECT 1 FROM ledger_cash_count WHERE id = new.id OR "key" = new."key")
BEGIN SELECT RAISE(ABORT, 'ledger: cash counts are append-only'); END
--;
CREATE TRIGGER ledger_cash_count_no_update BEFORE UPDATE ON ledger_cash_count
BEGIN SELECT RAISE(ABORT, 'ledger: cash counts are append-only'); END
--;
CREATE TRIGGER ledger_cash_count_no_delete BEFORE DELETE ON ledger_cash_count
BEGIN SELECT RAISE(ABORT, 'ledger: cash counts are append-only'); END
