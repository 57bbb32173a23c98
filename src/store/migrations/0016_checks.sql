-- A check against a list of three words or more builds a table of them for each row that is written. The same words one after the
-- other are compared and no more. Nothing that is stored changes: https://www.sqlite.org/lang_altertable.html, section 7.
PRAGMA writable_schema = ON;

UPDATE sqlite_schema SET sql = replace(sql,
  'standing IN (''eligible'', ''held'', ''old'')',
  'standing = ''eligible'' OR standing = ''held'' OR standing = ''old''')
WHERE name = 'entry';

UPDATE sqlite_schema SET sql = replace(sql,
  'state IN (''queued'', ''claimed'', ''handed'', ''accepted'', ''deferred'', ''refused'', ''uncertain'', ''suppressed'', ''expired'')',
  'state = ''queued'' OR state = ''claimed'' OR state = ''handed'' OR state = ''accepted'' OR state = ''deferred'' OR state = ''refused''
   OR state = ''uncertain'' OR state = ''suppressed'' OR state = ''expired''')
WHERE name = 'delivery';

UPDATE sqlite_schema SET sql = replace(sql,
  'trouble IN (''missing'', ''forbidden'', ''bot protection'', ''busy'', ''broken'')',
  'trouble = ''missing'' OR trouble = ''forbidden'' OR trouble = ''bot protection'' OR trouble = ''busy'' OR trouble = ''broken''')
WHERE name = 'blog_manners';

PRAGMA writable_schema = RESET;

-- Other programs that have the file open read the schema anew after a change that SQLite makes itself.
CREATE VIEW anew AS SELECT 1;
DROP VIEW anew;
