-- A story is in at most one bulletin, ever; editions know nothing of it.
CREATE TABLE bulletin_story (
  story_id    INTEGER PRIMARY KEY REFERENCES story (id),
  bulletin_id INTEGER NOT NULL REFERENCES mailing (id)
) STRICT;

CREATE INDEX bulletin_story_bulletin ON bulletin_story (bulletin_id);

-- What retention took from the ledger of a mailing that is long over: first the servers' words, then the rows themselves,
-- whose sums stay.
CREATE TABLE mailing_past (
  mailing_id       INTEGER PRIMARY KEY REFERENCES mailing (id),
  replies_gone_at  INTEGER,
  rows_gone_at     INTEGER
) STRICT;

CREATE TABLE delivery_total (
  mailing_id INTEGER NOT NULL REFERENCES mailing (id),
  state      TEXT NOT NULL,
  rows       INTEGER NOT NULL CHECK (rows >= 0),
  PRIMARY KEY (mailing_id, state)
) STRICT, WITHOUT ROWID;

-- Who left, for the erasing of their addresses.
CREATE INDEX subscriber_left ON subscriber (changed_at) WHERE state = 'left' AND address IS NOT NULL;
