namespace Oms.Central.Storage;

/// <summary>The tables of the read models.</summary>
internal static class ReadModelSchema
{
    public const string Text = """
        CREATE TABLE IF NOT EXISTS positions(
          projection TEXT NOT NULL, shard INTEGER NOT NULL, upto INTEGER NOT NULL,
          PRIMARY KEY(projection, shard)) WITHOUT ROWID;

        CREATE TABLE IF NOT EXISTS views(
          kind TEXT NOT NULL, id TEXT NOT NULL, created INTEGER NOT NULL, f1 TEXT, f2 TEXT, search TEXT,
          doc BLOB NOT NULL,
          PRIMARY KEY(kind, id)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS keys(
          kind TEXT NOT NULL, id TEXT NOT NULL, created INTEGER NOT NULL, f1 TEXT, f2 TEXT, search TEXT,
          doc BLOB NOT NULL,
          PRIMARY KEY(kind, id)) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS views_created ON views(kind, created, id);
        CREATE INDEX IF NOT EXISTS views_f1 ON views(kind, f1, created, id);
        CREATE INDEX IF NOT EXISTS views_f2 ON views(kind, f2, created, id);
        CREATE INDEX IF NOT EXISTS views_both ON views(kind, f1, f2, created, id);
        CREATE TABLE IF NOT EXISTS view_terms(
          kind TEXT NOT NULL, term TEXT NOT NULL, created INTEGER NOT NULL, id TEXT NOT NULL,
          PRIMARY KEY(kind, term, created, id)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS view_parts(
          kind TEXT NOT NULL, id TEXT NOT NULL, part TEXT NOT NULL, doc BLOB NOT NULL,
          PRIMARY KEY(kind, id, part)) WITHOUT ROWID;

        -- Views of a former form are emptied once, and filled again from the journal.
        DELETE FROM views WHERE NOT EXISTS (SELECT 1 FROM positions WHERE projection = 'form of views 3');
        DELETE FROM positions
        WHERE projection = 'views' AND NOT EXISTS (SELECT 1 FROM positions WHERE projection = 'form of views 3');
        INSERT INTO positions(projection, shard, upto) VALUES('form of views 3', 0, 0) ON CONFLICT DO NOTHING;

        CREATE TABLE IF NOT EXISTS order_index(
          id TEXT NOT NULL PRIMARY KEY, created INTEGER NOT NULL, customer TEXT, external_ref TEXT,
          is_open INTEGER NOT NULL, checks TEXT, changed INTEGER NOT NULL) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS order_index_customer ON order_index(customer, created, id);
        CREATE INDEX IF NOT EXISTS order_index_ref ON order_index(external_ref, created, id);
        CREATE INDEX IF NOT EXISTS order_index_open ON order_index(is_open, changed, id);
        CREATE INDEX IF NOT EXISTS order_index_checks ON order_index(changed, id) WHERE checks IS NOT NULL;

        CREATE TABLE IF NOT EXISTS stock_movements(
          item TEXT NOT NULL, seq INTEGER NOT NULL, part INTEGER NOT NULL, at TEXT NOT NULL, principal TEXT NOT NULL,
          kind TEXT NOT NULL, lot TEXT NOT NULL, quantity INTEGER NOT NULL, from_bucket TEXT NOT NULL,
          to_bucket TEXT NOT NULL, reason TEXT, reference TEXT,
          PRIMARY KEY(item, seq, part)) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS stock_movements_lot ON stock_movements(item, lot, seq, part);
        CREATE TABLE IF NOT EXISTS stock_balances(
          item TEXT NOT NULL, doc BLOB NOT NULL, PRIMARY KEY(item)) WITHOUT ROWID;

        CREATE TABLE IF NOT EXISTS journal_lines(
          at INTEGER NOT NULL, entry TEXT NOT NULL, part INTEGER NOT NULL, account TEXT NOT NULL,
          currency TEXT NOT NULL, minor INTEGER NOT NULL, what TEXT NOT NULL, reference TEXT NOT NULL,
          PRIMARY KEY(at, entry, part)) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS journal_lines_account ON journal_lines(account, at, entry, part);
        CREATE INDEX IF NOT EXISTS journal_lines_reference ON journal_lines(reference, at, entry, part);
        CREATE INDEX IF NOT EXISTS journal_lines_open ON journal_lines(account, reference, currency, minor);
        CREATE TABLE IF NOT EXISTS account_days(
          account TEXT NOT NULL, currency TEXT NOT NULL, day TEXT NOT NULL, shard INTEGER NOT NULL,
          debit INTEGER NOT NULL, credit INTEGER NOT NULL,
          PRIMARY KEY(account, currency, day, shard)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS book_notes(
          id TEXT NOT NULL PRIMARY KEY, note TEXT NOT NULL) WITHOUT ROWID;

        CREATE TABLE IF NOT EXISTS stage_now(
          kind TEXT NOT NULL, id TEXT NOT NULL, stage TEXT NOT NULL, since INTEGER NOT NULL, location TEXT NOT NULL,
          under TEXT, units INTEGER NOT NULL,
          PRIMARY KEY(kind, id)) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS stage_now_stage ON stage_now(kind, stage, since, id);
        CREATE TABLE IF NOT EXISTS stage_dwell(
          kind TEXT NOT NULL, stage TEXT NOT NULL, location TEXT NOT NULL, day TEXT NOT NULL, bucket INTEGER NOT NULL,
          shard INTEGER NOT NULL, count INTEGER NOT NULL, longest INTEGER NOT NULL,
          PRIMARY KEY(kind, stage, location, day, bucket, shard)) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS stage_dwell_day ON stage_dwell(day, kind, stage, location);
        CREATE TABLE IF NOT EXISTS promised_orders(
          id TEXT NOT NULL PRIMARY KEY, due TEXT, doc BLOB NOT NULL) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS promised_orders_due ON promised_orders(due, id) WHERE due IS NOT NULL;
        CREATE TABLE IF NOT EXISTS promised_lines(
          id TEXT NOT NULL, line INTEGER NOT NULL, promised TEXT NOT NULL, channel TEXT NOT NULL,
          customer TEXT NOT NULL, location TEXT NOT NULL, placed INTEGER NOT NULL, kept INTEGER, gone INTEGER,
          PRIMARY KEY(id, line)) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS promised_lines_day ON promised_lines(promised, id, line);

        CREATE TABLE IF NOT EXISTS records(
          depot TEXT NOT NULL, device TEXT NOT NULL, incarnation TEXT NOT NULL, seq INTEGER NOT NULL,
          hash TEXT NOT NULL,
          custody TEXT NOT NULL, custody_seq INTEGER NOT NULL, kind TEXT NOT NULL, wall TEXT NOT NULL,
          leaf BLOB NOT NULL, sig BLOB NOT NULL, body BLOB NOT NULL,
          PRIMARY KEY(depot, device, incarnation, seq)) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS records_custody ON records(custody, custody_seq);
        CREATE TABLE IF NOT EXISTS sealed_digests(
          depot TEXT NOT NULL, sha256 TEXT NOT NULL, PRIMARY KEY(depot, sha256)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS certificates(
          depot TEXT NOT NULL, device TEXT NOT NULL, incarnation TEXT NOT NULL, certificate BLOB NOT NULL,
          PRIMARY KEY(depot, device, incarnation)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS changed_certificates(
          depot TEXT NOT NULL, device TEXT NOT NULL, incarnation TEXT NOT NULL, public_key TEXT NOT NULL,
          certificate BLOB NOT NULL,
          PRIMARY KEY(depot, device, incarnation, public_key)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS revocations(
          depot TEXT NOT NULL, public_key TEXT NOT NULL, revocation BLOB NOT NULL,
          PRIMARY KEY(depot, public_key)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS quarantine(
          id TEXT NOT NULL, depot TEXT NOT NULL, device TEXT NOT NULL, incarnation TEXT NOT NULL, reason TEXT NOT NULL,
          detail TEXT NOT NULL, at TEXT NOT NULL, batch BLOB,
          PRIMARY KEY(depot, id)) WITHOUT ROWID;

        CREATE TABLE IF NOT EXISTS log_state(
          id INTEGER PRIMARY KEY CHECK (id = 1), size INTEGER NOT NULL, root TEXT NOT NULL);
        CREATE TABLE IF NOT EXISTS log_tiles(
          level INTEGER NOT NULL, number INTEGER NOT NULL, width INTEGER NOT NULL, content BLOB NOT NULL,
          PRIMARY KEY(level, number)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS log_index(
          hash TEXT NOT NULL PRIMARY KEY, number INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS log_checkpoints(
          size INTEGER NOT NULL PRIMARY KEY, root TEXT NOT NULL, note TEXT NOT NULL) WITHOUT ROWID;
        """;
}
