-- What a new blog brings along is dated before the instant at which it is seen. It may be a whole archive, or a hundred thousand
-- of them in one pass, so the river takes these stories in afterwards, slice by slice. What is new today is in it at once, as
-- before; and so is whatever is edited, held, taken down or forgotten.
CREATE TABLE river_waiting (
  story_id    INTEGER PRIMARY KEY,
  eligible_at INTEGER NOT NULL
) STRICT;

DROP TRIGGER river_entry_seen;

CREATE TRIGGER river_entry_seen AFTER INSERT ON entry WHEN NEW.standing = 'eligible' AND NEW.eligible_at >= NEW.seen_at
BEGIN
  INSERT INTO river_refresh VALUES (NEW.story_id);
END;

CREATE TRIGGER river_entry_brought AFTER INSERT ON entry WHEN NEW.standing = 'eligible' AND NEW.eligible_at < NEW.seen_at
BEGIN
  INSERT OR IGNORE INTO river_waiting VALUES (NEW.story_id, NEW.eligible_at);
END;

-- A date of before 1970 is none; as the place of a row in the river it would not even be a number.
UPDATE entry SET eligible_at = 0 WHERE eligible_at < 0;

-- Texts are hashed from bodies as they are sent from now on, not from sanitised ones: the next reading learns them anew, and no
-- post counts as edited for it.
UPDATE entry SET fingerprint = NULL;
UPDATE entry_edit SET fingerprint = NULL;
DELETE FROM entry_alias WHERE kind = 'text';

-- Aliases are looked up and never shown: a number of eight bytes takes the place of a hundred bytes of words. What was in
-- entry_alias comes over by a step that knows the hash.
CREATE TABLE alias (
  key      INTEGER PRIMARY KEY,
  entry_id INTEGER NOT NULL REFERENCES entry (id)
) STRICT;

-- By what a post was recognised although its id had changed, the last time.
CREATE TABLE entry_rebound (
  entry_id  INTEGER PRIMARY KEY REFERENCES entry (id),
  learnt_by TEXT NOT NULL,
  learnt_at INTEGER NOT NULL
) STRICT;

INSERT OR IGNORE INTO entry_rebound
SELECT entry_id, learnt_by, learnt_at FROM entry_alias WHERE learnt_by IS NOT NULL ORDER BY learnt_at DESC, kind, value;

-- What posts link to that were written more than two months before they were seen: no edition could hold a page so old.
DELETE FROM entry_link WHERE entry_id IN (SELECT id FROM entry WHERE dated_at < seen_at - 60 * 86400);
