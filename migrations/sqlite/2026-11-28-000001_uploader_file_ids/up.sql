-- Each who sends bytes in has an id of his own for them. One id for all told the second that somebody had exactly this
-- file, perhaps in a draft, and since when. Who brought it first keeps the id he knows; it is told to nobody else.
-- `wanted_at`: when he last sent it in or attached it. His id ends some days later, whether or not others keep the file.
CREATE TABLE file_uploaders_with_ids (
    file_id BIGINT NOT NULL REFERENCES files (id),
    member_id BIGINT NOT NULL REFERENCES members (id),
    public_id BLOB NOT NULL UNIQUE,
    uploaded_at BIGINT NOT NULL,
    wanted_at BIGINT NOT NULL,
    PRIMARY KEY (file_id, member_id)
) WITHOUT ROWID;

-- A UUIDv7 of when he sent it in: 48 bits of milliseconds, version, random bits, variant, random bits.
INSERT INTO file_uploaders_with_ids (file_id, member_id, public_id, uploaded_at, wanted_at)
SELECT
    u.file_id,
    u.member_id,
    CASE
        WHEN f.created_by = u.member_id THEN f.public_id
        ELSE unhex(
            printf('%012x', u.uploaded_at / 1000)
            || '7' || substr(hex(randomblob(2)), 2)
            || printf('%x', 8 | (random() & 3)) || substr(hex(randomblob(8)), 2)
        )
    END,
    u.uploaded_at,
    u.uploaded_at
FROM file_uploaders u
JOIN files f ON f.id = u.file_id;

DROP TABLE file_uploaders;
ALTER TABLE file_uploaders_with_ids RENAME TO file_uploaders;
