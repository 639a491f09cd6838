ALTER TABLE document_words ADD COLUMN audience_id BIGINT, ADD COLUMN everybody BOOLEAN;
UPDATE document_words SET audience_id = documents.audience_id, everybody = documents.circulation = 'public'
FROM documents WHERE documents.id = document_words.rowid;
DELETE FROM document_words WHERE audience_id IS NULL;
ALTER TABLE document_words ALTER COLUMN audience_id SET NOT NULL, ALTER COLUMN everybody SET NOT NULL;
