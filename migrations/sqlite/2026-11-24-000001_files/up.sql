-- A file that was taken in: its bytes lie in the storage under `storage_key`. `state`: `stored`, or `doomed` while
-- its bytes are being removed; only a stored file can be attached or found by its hash.
CREATE TABLE files (
    id INTEGER PRIMARY KEY NOT NULL,
    public_id BLOB NOT NULL UNIQUE,
    sha256 BLOB NOT NULL,
    size BIGINT NOT NULL,
    media_type TEXT NOT NULL,
    storage_key TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL,
    created_by BIGINT REFERENCES members (id),
    created_at BIGINT NOT NULL,
    claimed_at BIGINT NOT NULL,
    verified_at BIGINT NOT NULL,
    broken_at BIGINT
);
CREATE UNIQUE INDEX files_by_hash ON files (sha256) WHERE state = 'stored';
CREATE INDEX files_by_verification ON files (verified_at, id);
CREATE INDEX files_by_doom ON files (id) WHERE state = 'doomed';

-- Who sent the same bytes in: a file is kept once, and belongs to each of them.
CREATE TABLE file_uploaders (
    file_id BIGINT NOT NULL REFERENCES files (id),
    member_id BIGINT NOT NULL REFERENCES members (id),
    uploaded_at BIGINT NOT NULL,
    PRIMARY KEY (file_id, member_id)
) WITHOUT ROWID;

-- A file on its way in. `state`: `open`, `completed` (see `file_id`) or `refused` (see `refusal`). `storage_key` is set
-- before the whole file is written there.
CREATE TABLE uploads (
    id INTEGER PRIMARY KEY NOT NULL,
    public_id BLOB NOT NULL UNIQUE,
    owner_id BIGINT NOT NULL REFERENCES members (id),
    unit_id BIGINT NOT NULL REFERENCES units (id),
    file_name TEXT NOT NULL,
    size BIGINT NOT NULL,
    sha256 BLOB,
    received BIGINT NOT NULL DEFAULT 0,
    state TEXT NOT NULL,
    refusal TEXT,
    storage_key TEXT,
    file_id BIGINT REFERENCES files (id),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX uploads_by_owner ON uploads (owner_id, state);
CREATE INDEX uploads_by_expiry ON uploads (expires_at);
CREATE INDEX uploads_by_file ON uploads (file_id);

-- The pieces of an upload, in order; each is an object of its own until the file is whole.
CREATE TABLE upload_parts (
    upload_id BIGINT NOT NULL REFERENCES uploads (id),
    start BIGINT NOT NULL,
    size BIGINT NOT NULL,
    storage_key TEXT NOT NULL,
    PRIMARY KEY (upload_id, start)
) WITHOUT ROWID;
