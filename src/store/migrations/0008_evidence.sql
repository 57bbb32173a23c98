-- Words of servers may quote an address. Where they were kept for good, a code is kept instead: the enhanced one, else the
-- reply code, else nothing. The evidence is opened for this once.
DROP TRIGGER consent_event_unchanged;

UPDATE returned_mail
SET status = CASE WHEN status GLOB '[45][0-9][0-9] [45].[0-9]*' AND substr(status, 5, instr(substr(status, 5), ' ') - 1) NOT GLOB '*[^0-9.]*'
                  THEN substr(status, 5, instr(substr(status, 5), ' ') - 1)
                  WHEN status GLOB '[45][0-9][0-9] *' THEN substr(status, 1, 3)
                  ELSE '' END
WHERE status LIKE '%@%';

UPDATE consent_event
SET detail = CASE WHEN detail GLOB '[45][0-9][0-9] [45].[0-9]*' AND substr(detail, 5, instr(substr(detail, 5), ' ') - 1) NOT GLOB '*[^0-9.]*'
                  THEN substr(detail, 5, instr(substr(detail, 5), ' ') - 1)
                  WHEN detail GLOB '[45][0-9][0-9] *' THEN substr(detail, 1, 3)
                  ELSE '' END
WHERE detail LIKE '%@%';

UPDATE delivery SET reply = '' WHERE reply LIKE '%@%';
UPDATE uncertain_log SET because = '' WHERE because LIKE '%@%';
UPDATE domain_rest SET because = '' WHERE because LIKE '%@%';
UPDATE mailing SET paused_because = '' WHERE paused_because LIKE '%@%';

-- As in migration 5.
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

-- What people were shown is evidence too. Words that a file brought go when the last person they were said to is erased.
CREATE TRIGGER wording_unchanged BEFORE UPDATE ON wording
BEGIN
  SELECT RAISE(ABORT, 'a wording is never changed');
END;

CREATE TRIGGER wording_stays BEFORE DELETE ON wording
WHEN OLD.version <> 'import'
  OR EXISTS (SELECT 1 FROM consent_event WHERE wording_id = OLD.id)
  OR EXISTS (SELECT 1 FROM request WHERE wording_id = OLD.id)
BEGIN
  SELECT RAISE(ABORT, 'a wording is never deleted');
END;

-- Every mark of the address that a request is about, as a JSON list: by the present key, then by older ones.
ALTER TABLE request ADD COLUMN marks TEXT NOT NULL DEFAULT '[]';
UPDATE request SET marks = json_array(address_mark);

-- The mark of the mailbox behind an address: what follows a plus sign is left out. The limits count by it, nothing else does.
ALTER TABLE notice ADD COLUMN mailbox_mark TEXT NOT NULL DEFAULT '';
UPDATE notice SET mailbox_mark = address_mark;
CREATE INDEX notice_mailbox ON notice (mailbox_mark, made_at);

-- Whose mailbox is gone, for the erasing of their addresses.
CREATE INDEX subscriber_bounced ON subscriber (changed_at) WHERE state = 'bounced' AND address IS NOT NULL;
