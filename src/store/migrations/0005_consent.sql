-- What people were shown when they agreed, so that "what were they told?" has an answer for as long as it matters.
-- `sha256` is that of `words`; the step that follows this file writes it for what was there before.
CREATE TABLE wording (
  id             INTEGER PRIMARY KEY,
  version        TEXT NOT NULL CHECK (version <> ''),
  sha256         TEXT NOT NULL,
  words          TEXT NOT NULL,
  first_shown_at INTEGER NOT NULL,
  UNIQUE (sha256, version)
) STRICT;

INSERT INTO wording (version, sha256, words, first_shown_at)
SELECT 'import', 'to be hashed: ' || wording, wording, min(at) FROM consent_event WHERE wording <> '' GROUP BY wording;

-- What was asked and answered: one row an action, kept as it was written. No address stands here; `visitor_mark` is a keyed
-- hash of the network address that asked. `action` is not a closed set in the schema: later parts of friday add their own.
CREATE TABLE new_consent_event (
  id            INTEGER PRIMARY KEY,
  subscriber_id INTEGER NOT NULL REFERENCES subscriber (id),
  action        TEXT NOT NULL CHECK (action <> ''),
  detail        TEXT NOT NULL DEFAULT '',
  at            INTEGER NOT NULL,
  page          TEXT NOT NULL,
  wording_id    INTEGER REFERENCES wording (id),
  visitor_mark  TEXT,
  actor         TEXT NOT NULL CHECK (actor <> '')
) STRICT;

INSERT INTO new_consent_event (id, subscriber_id, action, at, page, wording_id, actor)
SELECT id, subscriber_id, action, at, source, (SELECT wording.id FROM wording WHERE wording.words = consent_event.wording),
       CASE action WHEN 'leave' THEN 'reader' ELSE 'operator' END
FROM consent_event;

DROP TABLE consent_event;
ALTER TABLE new_consent_event RENAME TO consent_event;
CREATE INDEX consent_event_subscriber ON consent_event (subscriber_id);
CREATE INDEX consent_event_visitor ON consent_event (at) WHERE visitor_mark IS NOT NULL;

-- Append-only. What never became a subscription may vanish; what erasure and retention take away may become empty, never other.
CREATE TRIGGER consent_event_stays BEFORE DELETE ON consent_event
WHEN (SELECT state FROM subscriber WHERE id = OLD.subscriber_id) IS NOT 'pending'
BEGIN
  SELECT RAISE(ABORT, 'a consent event is never deleted');
END;

CREATE TRIGGER consent_event_unchanged BEFORE UPDATE ON consent_event
WHEN NEW.id IS NOT OLD.id OR NEW.subscriber_id IS NOT OLD.subscriber_id OR NEW.action IS NOT OLD.action
  OR NEW.detail IS NOT OLD.detail OR NEW.at IS NOT OLD.at OR NEW.actor IS NOT OLD.actor
  OR (NEW.visitor_mark IS NOT OLD.visitor_mark AND NEW.visitor_mark IS NOT NULL)
  OR ((NEW.page IS NOT OLD.page OR NEW.wording_id IS NOT OLD.wording_id)
      AND (NEW.page <> '' OR NEW.wording_id IS NOT NULL
           OR (SELECT address FROM subscriber WHERE id = OLD.subscriber_id) IS NOT NULL))
BEGIN
  SELECT RAISE(ABORT, 'a consent event is never changed');
END;

-- What somebody asked for with an address, until that mailbox answers; AUTOINCREMENT, because a number that came again would
-- make an old link speak for somebody else.
CREATE TABLE request (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  kind          TEXT NOT NULL CHECK (kind IN ('subscribe', 'change address')),
  subscriber_id INTEGER NOT NULL REFERENCES subscriber (id),
  address       TEXT,
  address_mark  TEXT NOT NULL,
  choice        TEXT CHECK (choice IN ('picks', 'everything', 'daily')),
  wording_id    INTEGER REFERENCES wording (id),
  asked_at      INTEGER NOT NULL,
  answered_at   INTEGER,
  CHECK ((address IS NULL) = (answered_at IS NOT NULL)),
  CHECK ((kind = 'subscribe') = (choice IS NOT NULL))
) STRICT;

CREATE UNIQUE INDEX request_open ON request (subscriber_id, kind) WHERE answered_at IS NULL;
CREATE INDEX request_subscriber ON request (subscriber_id);
CREATE INDEX request_asked ON request (asked_at);

-- Mails to one person about their own subscription: a durable queue. The address goes when the row has ended; its mark stays
-- for thirty days, because the limits count by it. `kind` is not a closed set in the schema.
CREATE TABLE notice (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  kind          TEXT NOT NULL CHECK (kind <> ''),
  subscriber_id INTEGER REFERENCES subscriber (id) ON DELETE SET NULL,
  request_id    INTEGER,
  address       TEXT,
  address_mark  TEXT NOT NULL,
  state         TEXT NOT NULL CHECK (state IN ('queued', 'claimed', 'sent', 'failed')),
  attempt       INTEGER NOT NULL DEFAULT 0,
  next_at       INTEGER NOT NULL,
  reply         TEXT NOT NULL DEFAULT '',
  made_at       INTEGER NOT NULL,
  changed_at    INTEGER NOT NULL,
  CHECK ((address IS NOT NULL) = (state IN ('queued', 'claimed')))
) STRICT;

CREATE INDEX notice_work ON notice (next_at, id) WHERE state IN ('queued', 'claimed');
CREATE INDEX notice_mark ON notice (address_mark, made_at);
CREATE INDEX notice_made ON notice (made_at);
CREATE INDEX notice_subscriber ON notice (subscriber_id);

-- Sign-ups asked for and sign-ups held back, counted: every request of the form writes here, whatever it leads to.
INSERT INTO fact (name, value) VALUES ('sign-ups asked', '0');
