-- What publishers asked for and what their servers can do; beside the blog's health, one row each.
CREATE TABLE blog_manners (
  blog_id          TEXT PRIMARY KEY REFERENCES blog (id),
  moved_to         TEXT,
  moved_at         INTEGER,
  moving           TEXT,
  trouble          TEXT CHECK (trouble IN ('missing', 'forbidden', 'bot protection', 'busy', 'broken')),
  trouble_since    INTEGER,
  pace             TEXT NOT NULL,
  other_validators TEXT NOT NULL,
  CHECK ((moved_to IS NULL) = (moved_at IS NULL)),
  CHECK ((trouble IS NULL) = (trouble_since IS NULL))
) STRICT, WITHOUT ROWID;

-- 429 speaks for scheme, host and port; nothing is asked there before `until`.
CREATE TABLE host_pause (
  origin TEXT PRIMARY KEY,
  until  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
