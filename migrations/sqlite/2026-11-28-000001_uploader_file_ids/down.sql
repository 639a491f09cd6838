CREATE TABLE file_uploaders_without_ids (
    file_id BIGINT NOT NULL REFERENCES files (id),
    member_id BIGINT NOT NULL REFERENCES members (id),
    uploaded_at BIGINT NOT NULL,
    PRIMARY KEY (file_id, member_id)
) WITHOUT ROWID;

INSERT INTO file_uploaders_without_ids (file_id, member_id, uploaded_at)
SELECT file_id, member_id, uploaded_at FROM file_uploaders;

DROP TABLE file_uploaders;
ALTER TABLE file_uploaders_without_ids RENAME TO file_uploaders;
