-- Readers look for press digests by the day they are about: as the current edition says.
ALTER TABLE documents ADD COLUMN digest_on DATE;
UPDATE documents SET digest_on = (SELECT (e.metadata ->> 'digest_on')::date FROM editions e WHERE e.id = documents.current_edition_id)
WHERE current_edition_id IS NOT NULL;
CREATE INDEX documents_by_digest_day ON documents (digest_on) WHERE digest_on IS NOT NULL;
