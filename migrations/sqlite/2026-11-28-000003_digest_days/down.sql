DROP INDEX documents_by_digest_day;
ALTER TABLE documents DROP COLUMN digest_on;
