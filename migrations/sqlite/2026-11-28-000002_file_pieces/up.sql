-- SHA-256 of each 128 KiB of a file, 32 to a row, which `place` counts from 0: what is sent is checked against them piece
-- by piece. A file of one piece has none (its own hash says the same), nor has one that came before this table until
-- somebody asks for it or the upkeep looks at it.
CREATE TABLE file_pieces (
    file_id BIGINT NOT NULL REFERENCES files (id),
    place BIGINT NOT NULL,
    digests BLOB NOT NULL,
    PRIMARY KEY (file_id, place)
);
