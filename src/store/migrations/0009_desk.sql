-- Editors at work. Sessions and sign-in links are kept as the SHA-256 of their secret: whoever reads this file cannot use them.
CREATE TABLE editor_session (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  mark       TEXT NOT NULL UNIQUE,
  address    TEXT NOT NULL,
  opened_at  INTEGER NOT NULL,
  seen_at    INTEGER NOT NULL,
  ends_at    INTEGER NOT NULL,
  closed_at  INTEGER,
  CHECK (ends_at > opened_at)
) STRICT;

CREATE INDEX editor_session_address ON editor_session (address);

CREATE TABLE sign_in (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  mark       TEXT NOT NULL UNIQUE,
  address    TEXT NOT NULL,
  made_at    INTEGER NOT NULL,
  ends_at    INTEGER NOT NULL,
  used_at    INTEGER
) STRICT;

CREATE INDEX sign_in_address ON sign_in (address, made_at);

-- Append-only: who did what at the desk. `done` is not a closed set in the schema.
CREATE TABLE audit (
  id     INTEGER PRIMARY KEY,
  at     INTEGER NOT NULL,
  by     TEXT NOT NULL CHECK (by <> ''),
  done   TEXT NOT NULL CHECK (done <> ''),
  detail TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE INDEX audit_at ON audit (at);

CREATE TRIGGER audit_unchanged BEFORE UPDATE ON audit
BEGIN
  SELECT RAISE(ABORT, 'an audit line is never changed');
END;

-- Dated notes on an edition that is out: the archive and the feed show them, no mail goes again.
CREATE TABLE correction (
  id         INTEGER PRIMARY KEY,
  edition_id INTEGER NOT NULL REFERENCES mailing (id),
  at         INTEGER NOT NULL,
  by         TEXT NOT NULL,
  note       TEXT NOT NULL CHECK (note <> '')
) STRICT;

CREATE INDEX correction_edition ON correction (edition_id, at);

-- Notices to editors carry their words with them (JSON); like the address, they go when the row has ended.
ALTER TABLE notice ADD COLUMN letter TEXT;
