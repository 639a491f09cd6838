-- Only PostgreSQL kept for whom a document is beside its words.
SELECT 1;
