-- The SimHashes of before give way to a hash of all words and a sketch of word triples; posts seen from now on have both.
ALTER TABLE entry ADD COLUMN shingles BLOB NOT NULL DEFAULT x'';
UPDATE entry SET fingerprint = NULL;
DELETE FROM entry_alias WHERE kind = 'text';

-- Since when a post is gone from its blog's feed while older ones stay.
ALTER TABLE entry ADD COLUMN missing_since INTEGER;

-- The newest words of a post that was edited after first sight; what was first seen stays in entry.
CREATE TABLE entry_edit (
  entry_id       INTEGER PRIMARY KEY REFERENCES entry (id) ON DELETE CASCADE,
  edited_at      INTEGER NOT NULL,
  changed        TEXT NOT NULL,
  title          TEXT NOT NULL,
  link           TEXT,
  canonical_link TEXT,
  excerpt        TEXT NOT NULL,
  language       TEXT,
  words          INTEGER NOT NULL CHECK (words >= 0),
  fingerprint    INTEGER,
  opening        TEXT NOT NULL,
  shingles       BLOB NOT NULL
) STRICT;

CREATE INDEX entry_edit_canonical_link ON entry_edit (canonical_link);

-- Entries as an edition shows them.
CREATE VIEW entry_now AS
SELECT entry.id, entry.blog_id, entry.story_id,
       coalesce(edit.title, entry.title) AS title,
       coalesce(edit.link, entry.link) AS link,
       coalesce(edit.canonical_link, entry.canonical_link) AS canonical_link,
       coalesce(edit.excerpt, entry.excerpt) AS excerpt,
       coalesce(edit.language, entry.language) AS language,
       coalesce(edit.words, entry.words) AS words,
       coalesce(edit.fingerprint, entry.fingerprint) AS fingerprint,
       coalesce(edit.opening, entry.opening) AS opening,
       coalesce(edit.shingles, entry.shingles) AS shingles,
       entry.authors, entry.categories, entry.media, entry.dated_at, entry.seen_at, entry.silence_days,
       entry.standing, entry.because, entry.eligible_at, entry.folded_because, entry.missing_since,
       edit.edited_at, edit.changed, entry.title AS first_title, entry.link AS first_link
FROM entry LEFT JOIN entry_edit AS edit ON edit.entry_id = entry.id;
