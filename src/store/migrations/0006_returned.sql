-- Mail that came back: one row a report. Kept for 180 days; a row that ended somebody's mail is its reason, and stays.
CREATE TABLE returned_mail (
  id            INTEGER PRIMARY KEY,
  mark          TEXT NOT NULL UNIQUE,
  subscriber_id INTEGER NOT NULL REFERENCES subscriber (id) ON DELETE CASCADE,
  mailing_id    INTEGER REFERENCES mailing (id),
  kind          TEXT NOT NULL CHECK (kind IN ('hard', 'soft', 'ours', 'complaint', 'report')),
  status        TEXT NOT NULL,
  led_to        TEXT CHECK (led_to IN ('bounced', 'left')),
  at            INTEGER NOT NULL
) STRICT;

CREATE INDEX returned_mail_subscriber ON returned_mail (subscriber_id, at);
CREATE INDEX returned_mail_at ON returned_mail (at);
