-- The words of posts are for matching and search, and no page shows them: a row for each reading that brought some. `posts` names
-- the entries, `words` holds a JSON array with the words of each, in that order, as a zlib stream (RFC 1950). Beside them a post is a
-- quarter as large, and its row is written and read without them.
CREATE TABLE body (
  id      INTEGER PRIMARY KEY,
  blog_id TEXT NOT NULL REFERENCES blog (id),
  seen_at INTEGER NOT NULL,
  posts   TEXT NOT NULL,
  words   BLOB NOT NULL
) STRICT;

CREATE INDEX body_blog ON body (blog_id);
CREATE INDEX body_seen ON body (seen_at);

INSERT INTO body (blog_id, seen_at, posts, words)
SELECT blog_id, seen_at, json_array(id),
       packed(json_array(CASE WHEN length(content) >= coalesce(length(summary), 0) THEN content ELSE summary END))
FROM entry WHERE content IS NOT NULL OR summary IS NOT NULL ORDER BY id;

-- Pages and openings are compared and never shown: their hashes take the place of the words, by a step that knows the hash.
-- A sketch of 64 hashes is the first half of one of 128.
CREATE TABLE new_entry (
  id             INTEGER PRIMARY KEY,
  blog_id        TEXT NOT NULL REFERENCES blog (id),
  story_id       INTEGER NOT NULL REFERENCES story (id),
  raw_id         TEXT,
  title          TEXT NOT NULL,
  link           TEXT,
  page           INTEGER,
  excerpt        TEXT NOT NULL,
  language       TEXT,
  authors        TEXT NOT NULL,
  categories     TEXT NOT NULL,
  media          TEXT NOT NULL,
  dated_at       INTEGER,
  seen_at        INTEGER NOT NULL,
  words          INTEGER NOT NULL CHECK (words >= 0),
  fingerprint    INTEGER,
  opening        BLOB NOT NULL DEFAULT x'',
  shingles       BLOB NOT NULL DEFAULT x'',
  silence_days   INTEGER,
  standing       TEXT NOT NULL CHECK (standing IN ('eligible', 'held', 'old')),
  because        TEXT NOT NULL,
  eligible_at    INTEGER,
  folded_because TEXT,
  missing_since  INTEGER,
  CHECK ((standing = 'eligible') = (eligible_at IS NOT NULL))
) STRICT;

INSERT INTO new_entry
SELECT id, blog_id, story_id, raw_id, title, link, number_of(canonical_link), excerpt, language,
       authors, categories, media, dated_at, seen_at, words, fingerprint, opening_of(opening), coalesce(substr(shingles, 1, 256), x''), silence_days,
       standing, because, eligible_at, folded_because, missing_since
FROM entry ORDER BY id;

DROP VIEW entry_now;
DROP TABLE entry;
-- What speaks of entry means the new one from here on.
PRAGMA legacy_alter_table = ON;
ALTER TABLE new_entry RENAME TO entry;

CREATE INDEX entry_blog_day ON entry (blog_id, coalesce(dated_at, seen_at), id);
CREATE INDEX entry_story ON entry (story_id);
CREATE INDEX entry_seen ON entry (seen_at);
CREATE INDEX entry_eligible ON entry (eligible_at) WHERE eligible_at IS NOT NULL;
CREATE INDEX entry_held ON entry (blog_id) WHERE standing = 'held';
CREATE INDEX entry_page ON entry (page);

CREATE TABLE new_entry_edit (
  entry_id    INTEGER PRIMARY KEY REFERENCES entry (id) ON DELETE CASCADE,
  edited_at   INTEGER NOT NULL,
  changed     TEXT NOT NULL,
  title       TEXT NOT NULL,
  link        TEXT,
  page        INTEGER,
  excerpt     TEXT NOT NULL,
  language    TEXT,
  words       INTEGER NOT NULL CHECK (words >= 0),
  fingerprint INTEGER,
  opening     BLOB NOT NULL,
  shingles    BLOB NOT NULL
) STRICT;

INSERT INTO new_entry_edit
SELECT entry_id, edited_at, changed, title, link, number_of(canonical_link), excerpt, language, words, fingerprint,
       opening_of(opening), coalesce(substr(shingles, 1, 256), x'')
FROM entry_edit ORDER BY entry_id;

DROP TABLE entry_edit;
ALTER TABLE new_entry_edit RENAME TO entry_edit;
CREATE INDEX entry_edit_page ON entry_edit (page);

CREATE TABLE new_entry_link (
  target   INTEGER NOT NULL,
  entry_id INTEGER NOT NULL REFERENCES entry (id),
  PRIMARY KEY (target, entry_id)
) STRICT, WITHOUT ROWID;

INSERT OR IGNORE INTO new_entry_link SELECT number_of(target), entry_id FROM entry_link;
DROP TABLE entry_link;
ALTER TABLE new_entry_link RENAME TO entry_link;
PRAGMA legacy_alter_table = OFF;

CREATE VIEW entry_now AS
SELECT entry.id, entry.blog_id, entry.story_id,
       coalesce(edit.title, entry.title) AS title,
       coalesce(edit.link, entry.link) AS link,
       coalesce(edit.page, entry.page) AS page,
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

-- The river follows whatever is edited, held, taken down or forgotten, as before. Whoever writes a new entry says which of the two
-- ways its story takes into the river: a trigger would have SQLite keep a copy of each page that it touches, should it fail.
CREATE TRIGGER river_entry_changed
AFTER UPDATE OF blog_id, story_id, title, link, excerpt, language, authors, categories, dated_at, standing, eligible_at, missing_since
ON entry
BEGIN
  INSERT INTO river_refresh VALUES (OLD.story_id);
  INSERT INTO river_refresh SELECT NEW.story_id WHERE NEW.story_id <> OLD.story_id;
END;

CREATE TRIGGER river_entry_gone AFTER DELETE ON entry
BEGIN
  INSERT INTO river_refresh VALUES (OLD.story_id);
END;

CREATE TRIGGER river_edit_seen AFTER INSERT ON entry_edit
BEGIN
  INSERT INTO river_refresh SELECT story_id FROM entry WHERE id = NEW.entry_id;
END;

CREATE TRIGGER river_edit_changed AFTER UPDATE ON entry_edit
BEGIN
  INSERT INTO river_refresh SELECT story_id FROM entry WHERE id = NEW.entry_id;
END;

CREATE TRIGGER river_edit_gone AFTER DELETE ON entry_edit
BEGIN
  INSERT INTO river_refresh SELECT story_id FROM entry WHERE id = OLD.entry_id;
END;

-- A document that has not changed is not read any more; but once it is, by a friday that reads otherwise than the one before.
UPDATE blog_manners SET pace = json_remove(pace, '$.body_hash');
