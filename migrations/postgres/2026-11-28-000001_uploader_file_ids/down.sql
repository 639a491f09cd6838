ALTER TABLE file_uploaders DROP COLUMN public_id;
