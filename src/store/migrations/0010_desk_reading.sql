-- What editors marked through the week. The stars are shared: all editors see whose they are.
CREATE TABLE star (
  story_id INTEGER NOT NULL REFERENCES story (id) ON DELETE CASCADE,
  editor   TEXT NOT NULL CHECK (editor <> ''),
  at       INTEGER NOT NULL,
  PRIMARY KEY (story_id, editor)
) STRICT, WITHOUT ROWID;

-- Reminders that went out. An edition is named by its date: one that a person moved is a new reason to write.
CREATE TABLE reminder (
  dated_on TEXT NOT NULL,
  occasion TEXT NOT NULL CHECK (occasion IN ('day before', 'two hours')),
  editor   TEXT NOT NULL CHECK (editor <> ''),
  at       INTEGER NOT NULL,
  PRIMARY KEY (dated_on, occasion, editor)
) STRICT, WITHOUT ROWID;

-- What a sign-in link's secret is made of, together with friday.key: neither this file nor the key alone gives the link.
-- Goes when the mail has ended, like its words.
ALTER TABLE notice ADD COLUMN seed TEXT;

-- "Firefox on Android": so that editors know their own browsers in the list.
ALTER TABLE editor_session ADD COLUMN browser TEXT NOT NULL DEFAULT '';
