-- For whom a document is stands in `documents` alone: a search cuts its words with what the reader may read in memory.
ALTER TABLE document_words DROP COLUMN audience_id, DROP COLUMN everybody;
