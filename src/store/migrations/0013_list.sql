-- The living list on the web: a blog's posts by their day, newest first and counted by year, without a look at a single body.
CREATE INDEX entry_blog_day ON entry (blog_id, coalesce(dated_at, seen_at), id);

-- What waits for a person is looked for often, and there is little of it.
CREATE INDEX entry_held ON entry (blog_id) WHERE standing = 'held';

-- Blogs that readers suggested: what they typed, and what became of it. Rows go some months after they were settled.
CREATE TABLE suggestion (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  address    TEXT NOT NULL CHECK (address <> ''),
  feed       TEXT,
  name       TEXT,
  council    TEXT,
  via        TEXT,
  note       TEXT,
  made_at    INTEGER NOT NULL,
  state      TEXT NOT NULL CHECK (state IN ('open', 'accepted', 'declined')),
  settled_at INTEGER,
  settled_by TEXT,
  because    TEXT,
  CHECK ((state = 'open') = (settled_at IS NULL)),
  CHECK ((settled_at IS NULL) = (settled_by IS NULL))
) STRICT;

CREATE INDEX suggestion_state ON suggestion (state, made_at);

-- Bloggers who ask not to be read: who says so, and how they can be recognised.
CREATE TABLE opt_out (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  blog_id    TEXT NOT NULL,
  who        TEXT NOT NULL CHECK (who <> ''),
  proof      TEXT NOT NULL,
  note       TEXT,
  made_at    INTEGER NOT NULL,
  state      TEXT NOT NULL CHECK (state IN ('open', 'accepted', 'declined')),
  settled_at INTEGER,
  settled_by TEXT,
  because    TEXT,
  CHECK ((state = 'open') = (settled_at IS NULL)),
  CHECK ((settled_at IS NULL) = (settled_by IS NULL))
) STRICT;

CREATE INDEX opt_out_state ON opt_out (state, made_at);

-- Blogs that are never read again, whatever the list says: their id, and their addresses without scheme and decoration (JSON).
CREATE TABLE tombstone (
  blog_id   TEXT PRIMARY KEY,
  addresses TEXT NOT NULL,
  because   TEXT NOT NULL CHECK (because <> ''),
  made_at   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
