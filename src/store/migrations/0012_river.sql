-- The river: one row a story, as pages and feeds show it. `place` is the instant that it became news, then the story, so that
-- newest first is the order of the rows. It follows entry and entry_edit by triggers: whoever writes those needs to know
-- nothing of it, and what is held, taken down or forgotten is out of it in the same transaction.
CREATE TABLE river (
  place       INTEGER PRIMARY KEY,
  story_id    INTEGER NOT NULL UNIQUE,
  entry_id    INTEGER NOT NULL,
  blog_id     TEXT NOT NULL,
  eligible_at INTEGER NOT NULL,
  title       TEXT NOT NULL,
  link        TEXT NOT NULL,
  excerpt     TEXT NOT NULL,
  language    TEXT,
  authors     TEXT NOT NULL,
  categories  TEXT NOT NULL,
  dated_at    INTEGER,
  edited_at   INTEGER,
  also        TEXT NOT NULL,
  blogs       TEXT NOT NULL
) STRICT;

-- The words of the river. `blogs` holds a mark for every blog that tells the story, so that a search in one council's blogs
-- walks two short lists instead of one long one. 'secure-delete': words that were forgotten are gone from the index too.
CREATE VIRTUAL TABLE river_words USING fts5(
  title, excerpt, authors, categories, blogs,
  content = 'river', content_rowid = 'place', columnsize = 0, tokenize = 'porter unicode61 remove_diacritics 2'
);
INSERT INTO river_words (river_words, rank) VALUES ('secure-delete', 1);

CREATE TRIGGER river_told AFTER INSERT ON river
BEGIN
  INSERT INTO river_words (rowid, title, excerpt, authors, categories, blogs)
  VALUES (NEW.place, NEW.title, NEW.excerpt, NEW.authors, NEW.categories, NEW.blogs);
END;

CREATE TRIGGER river_untold AFTER DELETE ON river
BEGIN
  INSERT INTO river_words (river_words, rowid, title, excerpt, authors, categories, blogs)
  VALUES ('delete', OLD.place, OLD.title, OLD.excerpt, OLD.authors, OLD.categories, OLD.blogs);
END;

-- Sightings that may be shown.
CREATE VIEW river_entry AS
SELECT id, story_id, blog_id, title, link, excerpt, language, authors, categories, dated_at, edited_at,
       coalesce(dated_at, seen_at) AS told_at
FROM entry_now
WHERE standing = 'eligible' AND missing_since IS NULL AND link IS NOT NULL;

-- What the river should hold of each story: the earliest sighting that is still there, and where else it is told.
CREATE VIEW river_now AS
SELECT story.id AS story_id, lead.id AS entry_id, lead.blog_id,
       (SELECT min(eligible_at) FROM entry WHERE entry.story_id = story.id) AS eligible_at,
       lead.title, lead.link, lead.excerpt, lead.language, lead.dated_at, lead.edited_at,
       (SELECT json_group_array(json_extract(value, '$.name')) FROM json_each(lead.authors)
        WHERE json_extract(value, '$.name') IS NOT NULL) AS authors,
       lead.categories,
       (SELECT json_group_array(json_object('blog', blog_id, 'link', link))
        FROM (SELECT blog_id, link FROM river_entry AS other
              WHERE other.story_id = story.id AND other.blog_id <> lead.blog_id
              ORDER BY other.told_at, other.id)) AS also,
       (SELECT group_concat('b' || hex(blog_id) || '0', ' ')
        FROM (SELECT DISTINCT blog_id FROM river_entry AS teller WHERE teller.story_id = story.id)) AS blogs
FROM story
JOIN river_entry AS lead
  ON lead.id = (SELECT id FROM river_entry AS first WHERE first.story_id = story.id ORDER BY first.told_at, first.id LIMIT 1);

-- Whoever inserts a story here has its row made anew. 1073741824 is 2^30: more stories than one friday will ever see.
CREATE VIEW river_refresh AS SELECT 0 AS story_id WHERE 0;

CREATE TRIGGER river_refreshed INSTEAD OF INSERT ON river_refresh
BEGIN
  DELETE FROM river WHERE story_id = NEW.story_id;
  INSERT INTO river (place, story_id, entry_id, blog_id, eligible_at, title, link, excerpt, language, authors, categories,
                     dated_at, edited_at, also, blogs)
  SELECT eligible_at * 1073741824 + story_id, story_id, entry_id, blog_id, eligible_at, title, link, excerpt, language, authors,
         categories, dated_at, edited_at, also, blogs
  FROM river_now WHERE story_id = NEW.story_id;
END;

CREATE TRIGGER river_entry_seen AFTER INSERT ON entry WHEN NEW.standing = 'eligible'
BEGIN
  INSERT INTO river_refresh VALUES (NEW.story_id);
END;

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

-- Stories of before this step are filled in afterwards, newest first, so that opening a large file does not take minutes:
-- those with a smaller row than this are not looked at yet.
INSERT INTO fact (name, value) SELECT 'river filled down to', CAST(max(id) + 1 AS TEXT) FROM story HAVING max(id) IS NOT NULL;
