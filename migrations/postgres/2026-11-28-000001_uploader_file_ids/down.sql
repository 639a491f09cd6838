ALTER TABLE file_uploaders DROP COLUMN wanted_at;
ALTER TABLE file_uploaders DROP COLUMN public_id;
