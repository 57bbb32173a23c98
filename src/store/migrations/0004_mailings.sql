-- What is mailed as one: the week's editions, and a day's bulletins. Both have a window, frozen texts and rows in the ledger.
CREATE TABLE mailing (
  id                  INTEGER PRIMARY KEY,
  kind                TEXT NOT NULL CHECK (kind IN ('edition', 'bulletin')),
  nominal_on          TEXT NOT NULL,
  dated_on            TEXT NOT NULL,
  state               TEXT NOT NULL CHECK (state IN ('draft', 'approved', 'sending', 'paused', 'sent', 'skipped')),
  opens_at            INTEGER NOT NULL,
  closes_at           INTEGER,
  approved_at         INTEGER,
  approved_by         TEXT,
  because             TEXT,
  revision            INTEGER NOT NULL DEFAULT 0,
  edits               TEXT NOT NULL DEFAULT '{"opener":null,"outro":null,"items":null,"left_out":[]}',
  content             TEXT,
  subject             TEXT,
  mail_dated_at       INTEGER,
  sha256              TEXT,
  taken_to            INTEGER NOT NULL DEFAULT 0,
  recipients          INTEGER,
  recipients_taken_at INTEGER,
  paused_because      TEXT,
  sent_at             INTEGER,
  UNIQUE (kind, nominal_on),
  UNIQUE (kind, dated_on),
  CHECK (closes_at IS NULL OR closes_at >= opens_at),
  CHECK (state IN ('draft', 'skipped') OR (closes_at IS NOT NULL AND sha256 IS NOT NULL))
) STRICT;

INSERT INTO mailing (id, kind, nominal_on, dated_on, state, opens_at, closes_at, approved_at, approved_by, because, revision, edits,
                     content, subject, mail_dated_at, sha256, taken_to, recipients, recipients_taken_at, sent_at)
SELECT id, 'edition', nominal_on, dated_on, state, opens_at, closes_at, approved_at, approved_by, because, revision, edits,
       content, subject, mail_dated_at, sha256, taken_to, recipients, recipients_taken_at, sent_at
FROM edition;

DROP TABLE edition;

-- There is one draft at a time: it follows what arrives.
CREATE UNIQUE INDEX mailing_draft ON mailing (kind) WHERE state = 'draft';

-- Read through these; write to the table.
CREATE VIEW edition AS SELECT * FROM mailing WHERE kind = 'edition';
CREATE VIEW bulletin AS SELECT * FROM mailing WHERE kind = 'bulletin';

CREATE TABLE mailing_text (
  mailing_id INTEGER NOT NULL REFERENCES mailing (id),
  choice     TEXT NOT NULL CHECK (choice IN ('picks', 'everything', 'daily')),
  text       TEXT NOT NULL,
  html       TEXT NOT NULL,
  PRIMARY KEY (mailing_id, choice)
) STRICT, WITHOUT ROWID;

INSERT INTO mailing_text SELECT edition_id, choice, text, html FROM edition_text;
DROP TABLE edition_text;

-- A story is in at most one edition, ever; bulletins make no claim on it.
CREATE TABLE new_edition_story (
  story_id   INTEGER PRIMARY KEY REFERENCES story (id),
  edition_id INTEGER NOT NULL REFERENCES mailing (id),
  place      INTEGER,
  left_out   INTEGER NOT NULL DEFAULT 0 CHECK (left_out IN (0, 1)),
  score      TEXT
) STRICT;

INSERT INTO new_edition_story SELECT story_id, edition_id, place, left_out, score FROM edition_story;
DROP TABLE edition_story;
ALTER TABLE new_edition_story RENAME TO edition_story;
CREATE INDEX edition_story_edition ON edition_story (edition_id, place);

-- Subscribers may choose every post, once a day.
CREATE TABLE new_subscriber (
  id           INTEGER PRIMARY KEY,
  address      TEXT UNIQUE,
  address_mark TEXT NOT NULL UNIQUE,
  choice       TEXT NOT NULL CHECK (choice IN ('picks', 'everything', 'daily')),
  state        TEXT NOT NULL CHECK (state IN ('pending', 'active', 'paused', 'left', 'bounced')),
  consented_at INTEGER,
  source       TEXT NOT NULL,
  wording      TEXT NOT NULL,
  created_at   INTEGER NOT NULL,
  changed_at   INTEGER NOT NULL,
  CHECK (address IS NOT NULL OR state = 'left')
) STRICT;

INSERT INTO new_subscriber
SELECT id, address, address_mark, choice, state, consented_at, source, wording, created_at, changed_at FROM subscriber;
DROP TABLE subscriber;
ALTER TABLE new_subscriber RENAME TO subscriber;

-- The ledger. `letter` is the SHA-256 of the bytes that were given away: a second attempt gives the same ones or none.
-- Message-IDs are made by a keyed hash of mailing and subscriber, whose pair is unique; an index of their own would only cost.
CREATE TABLE new_delivery (
  id            INTEGER PRIMARY KEY,
  mailing_id    INTEGER NOT NULL REFERENCES mailing (id),
  subscriber_id INTEGER NOT NULL REFERENCES subscriber (id),
  state         TEXT NOT NULL CHECK (state IN ('queued', 'claimed', 'handed', 'accepted', 'deferred', 'refused', 'uncertain', 'suppressed', 'expired')),
  message_id    TEXT NOT NULL,
  epoch         INTEGER,
  attempt       INTEGER NOT NULL DEFAULT 0,
  resends       INTEGER NOT NULL DEFAULT 0 CHECK (resends IN (0, 1)),
  next_at       INTEGER NOT NULL,
  first_try_at  INTEGER,
  handed_at     INTEGER,
  letter        BLOB,
  reply         TEXT NOT NULL DEFAULT '',
  changed_at    INTEGER NOT NULL,
  UNIQUE (mailing_id, subscriber_id)
) STRICT;

INSERT INTO new_delivery (id, mailing_id, subscriber_id, state, message_id, epoch, attempt, resends, next_at, first_try_at, reply, changed_at)
SELECT id, edition_id, subscriber_id, state, message_id, epoch, attempt, resends, next_at, first_try_at, reply, changed_at FROM delivery;
DROP TABLE delivery;
ALTER TABLE new_delivery RENAME TO delivery;
CREATE INDEX delivery_work ON delivery (mailing_id, next_at, id) WHERE state IN ('queued', 'deferred');
CREATE INDEX delivery_state ON delivery (mailing_id, state);
CREATE INDEX delivery_subscriber ON delivery (subscriber_id);

-- Append-only: every time nobody could know whether a mail arrived, and every time one was sent once more.
CREATE TABLE uncertain_log (
  id          INTEGER PRIMARY KEY,
  delivery_id INTEGER NOT NULL REFERENCES delivery (id),
  epoch       INTEGER,
  what        TEXT NOT NULL CHECK (what IN ('uncertain', 'resent')),
  because     TEXT NOT NULL,
  at          INTEGER NOT NULL
) STRICT;

CREATE INDEX uncertain_log_delivery ON uncertain_log (delivery_id);

-- A domain whose servers asked for patience or refuse us: nothing goes there before `until`.
CREATE TABLE domain_rest (
  domain  TEXT PRIMARY KEY,
  until   INTEGER NOT NULL,
  because TEXT NOT NULL,
  times   INTEGER NOT NULL CHECK (times > 0)
) STRICT, WITHOUT ROWID;
