-- All instants are seconds since 1970-01-01 UTC; dates are ISO 8601; lists are JSON.

CREATE TABLE blog (
  id                TEXT PRIMARY KEY,
  feed              TEXT,
  row_feed          TEXT,
  validators_url    TEXT NOT NULL DEFAULT '',
  etag              BLOB,
  last_modified     BLOB,
  first_read_at     INTEGER,
  last_read_at      INTEGER,
  last_success_at   INTEGER,
  last_new_post_at  INTEGER,
  newest_post_at    INTEGER,
  revived_at        INTEGER,
  next_read_at      INTEGER,
  failures          INTEGER NOT NULL DEFAULT 0 CHECK (failures >= 0),
  error             TEXT,
  gone              INTEGER NOT NULL DEFAULT 0 CHECK (gone IN (0, 1)),
  link_domain       TEXT,
  language          TEXT
) STRICT;

CREATE TABLE story (
  id         INTEGER PRIMARY KEY,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE entry (
  id              INTEGER PRIMARY KEY,
  blog_id         TEXT NOT NULL REFERENCES blog (id),
  story_id        INTEGER NOT NULL REFERENCES story (id),
  raw_id          TEXT,
  title           TEXT NOT NULL,
  link            TEXT,
  canonical_link  TEXT,
  excerpt         TEXT NOT NULL,
  summary         TEXT,
  content         TEXT,
  language        TEXT,
  authors         TEXT NOT NULL,
  categories      TEXT NOT NULL,
  media           TEXT NOT NULL,
  dated_at        INTEGER,
  seen_at         INTEGER NOT NULL,
  words           INTEGER NOT NULL CHECK (words >= 0),
  fingerprint     INTEGER,
  opening         TEXT NOT NULL,
  silence_days    INTEGER,
  standing        TEXT NOT NULL CHECK (standing IN ('eligible', 'held', 'old')),
  because         TEXT NOT NULL,
  eligible_at     INTEGER,
  folded_because  TEXT,
  CHECK ((standing = 'eligible') = (eligible_at IS NOT NULL))
) STRICT;

CREATE INDEX entry_blog ON entry (blog_id, dated_at);
CREATE INDEX entry_story ON entry (story_id);
CREATE INDEX entry_seen ON entry (seen_at);
CREATE INDEX entry_eligible ON entry (eligible_at);
CREATE INDEX entry_canonical_link ON entry (canonical_link);

CREATE TABLE entry_alias (
  kind      TEXT NOT NULL,
  value     TEXT NOT NULL,
  entry_id  INTEGER NOT NULL REFERENCES entry (id),
  learnt_by TEXT,
  learnt_at INTEGER NOT NULL,
  PRIMARY KEY (kind, value)
) STRICT, WITHOUT ROWID;

CREATE TABLE entry_link (
  entry_id INTEGER NOT NULL REFERENCES entry (id),
  target   TEXT NOT NULL,
  PRIMARY KEY (entry_id, target)
) STRICT, WITHOUT ROWID;

CREATE INDEX entry_link_target ON entry_link (target);

CREATE TABLE edition (
  id                  INTEGER PRIMARY KEY,
  nominal_on          TEXT NOT NULL UNIQUE,
  dated_on            TEXT NOT NULL UNIQUE,
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
  sent_at             INTEGER,
  CHECK (closes_at IS NULL OR closes_at >= opens_at),
  CHECK (state IN ('draft', 'skipped') OR (closes_at IS NOT NULL AND sha256 IS NOT NULL))
) STRICT;

-- There is one draft at a time: it follows what arrives.
CREATE UNIQUE INDEX edition_draft ON edition (state) WHERE state = 'draft';

-- A person moved an edition to another day; asked when its draft is opened.
CREATE TABLE edition_move (
  nominal_on TEXT PRIMARY KEY,
  dated_on   TEXT NOT NULL UNIQUE,
  because    TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE edition_text (
  edition_id INTEGER NOT NULL REFERENCES edition (id),
  choice     TEXT NOT NULL CHECK (choice IN ('picks', 'everything')),
  text       TEXT NOT NULL,
  html       TEXT NOT NULL,
  PRIMARY KEY (edition_id, choice)
) STRICT, WITHOUT ROWID;

-- A story is in at most one edition, ever.
CREATE TABLE edition_story (
  story_id   INTEGER PRIMARY KEY REFERENCES story (id),
  edition_id INTEGER NOT NULL REFERENCES edition (id),
  place      INTEGER,
  left_out   INTEGER NOT NULL DEFAULT 0 CHECK (left_out IN (0, 1)),
  score      TEXT
) STRICT;

CREATE INDEX edition_story_edition ON edition_story (edition_id, place);

CREATE TABLE subscriber (
  id           INTEGER PRIMARY KEY,
  address      TEXT UNIQUE,
  address_mark TEXT NOT NULL UNIQUE,
  choice       TEXT NOT NULL CHECK (choice IN ('picks', 'everything')),
  state        TEXT NOT NULL CHECK (state IN ('pending', 'active', 'paused', 'left', 'bounced')),
  consented_at INTEGER,
  source       TEXT NOT NULL,
  wording      TEXT NOT NULL,
  created_at   INTEGER NOT NULL,
  changed_at   INTEGER NOT NULL,
  CHECK (address IS NOT NULL OR state = 'left')
) STRICT;

-- Append-only: what was asked and answered.
CREATE TABLE consent_event (
  id            INTEGER PRIMARY KEY,
  subscriber_id INTEGER NOT NULL REFERENCES subscriber (id),
  action        TEXT NOT NULL CHECK (action IN ('import', 'leave', 'erase')),
  at            INTEGER NOT NULL,
  source        TEXT NOT NULL,
  wording       TEXT NOT NULL
) STRICT;

CREATE TABLE delivery (
  id            INTEGER PRIMARY KEY,
  edition_id    INTEGER NOT NULL REFERENCES edition (id),
  subscriber_id INTEGER NOT NULL REFERENCES subscriber (id),
  state         TEXT NOT NULL CHECK (state IN ('queued', 'claimed', 'handed', 'accepted', 'deferred', 'refused', 'uncertain', 'suppressed', 'expired')),
  message_id    TEXT NOT NULL UNIQUE,
  epoch         INTEGER,
  attempt       INTEGER NOT NULL DEFAULT 0,
  resends       INTEGER NOT NULL DEFAULT 0 CHECK (resends IN (0, 1)),
  next_at       INTEGER NOT NULL,
  first_try_at  INTEGER,
  reply         TEXT NOT NULL DEFAULT '',
  changed_at    INTEGER NOT NULL,
  UNIQUE (edition_id, subscriber_id)
) STRICT;

CREATE INDEX delivery_work ON delivery (edition_id, next_at, id) WHERE state IN ('queued', 'deferred');
CREATE INDEX delivery_state ON delivery (edition_id, state);

CREATE TABLE fact (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO fact (name, value) VALUES ('epoch', '0');
