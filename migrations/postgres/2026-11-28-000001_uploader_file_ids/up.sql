-- Each who sends bytes in has an id of his own for them. One id for all told the second that somebody had exactly this
-- file, perhaps in a draft, and since when. Who brought it first keeps the id he knows; it is told to nobody else.
-- `wanted_at`: when he last sent it in or attached it. His id ends some days later, whether or not others keep the file.
ALTER TABLE file_uploaders ADD COLUMN public_id UUID;
ALTER TABLE file_uploaders ADD COLUMN wanted_at TIMESTAMPTZ;

-- A UUIDv7 of when he sent it in: 48 bits of milliseconds, version, random bits, variant, random bits.
UPDATE file_uploaders
SET wanted_at = uploaded_at, public_id = CASE
    WHEN f.created_by = file_uploaders.member_id THEN f.public_id
    ELSE (
        lpad(to_hex(floor(extract(epoch FROM file_uploaders.uploaded_at) * 1000)::bigint), 12, '0')
        || '7' || substr(replace(gen_random_uuid()::text, '-', ''), 1, 3)
        || substr('89ab', 1 + floor(random() * 4)::integer, 1) || substr(replace(gen_random_uuid()::text, '-', ''), 18)
    )::uuid
END
FROM files f
WHERE f.id = file_uploaders.file_id;

ALTER TABLE file_uploaders ALTER COLUMN public_id SET NOT NULL;
ALTER TABLE file_uploaders ALTER COLUMN wanted_at SET NOT NULL;
ALTER TABLE file_uploaders ADD UNIQUE (public_id);
