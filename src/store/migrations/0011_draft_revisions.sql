-- What a draft said at each revision: two editors who write at once are told apart change by change.
-- Those of editions that are out are forgotten when the next draft is written.
CREATE TABLE draft_revision (
  mailing_id INTEGER NOT NULL REFERENCES mailing (id),
  revision   INTEGER NOT NULL CHECK (revision > 0),
  edits      TEXT NOT NULL,
  by         TEXT NOT NULL DEFAULT '',
  at         INTEGER,
  PRIMARY KEY (mailing_id, revision)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER draft_revision_kept AFTER UPDATE OF revision ON mailing
WHEN new.kind = 'edition' AND new.revision > old.revision
BEGIN
  INSERT OR REPLACE INTO draft_revision (mailing_id, revision, edits) VALUES (new.id, new.revision, new.edits);
  DELETE FROM draft_revision WHERE mailing_id = new.id AND revision < new.revision - 500;
  DELETE FROM draft_revision
  WHERE mailing_id <> new.id AND mailing_id IN (SELECT id FROM mailing WHERE state = 'sent');
END;
