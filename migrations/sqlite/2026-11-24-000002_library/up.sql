-- Kinds of papers and materials, and topics: lists that the catalogue's keepers edit.
CREATE TABLE document_kinds (
    id INTEGER PRIMARY KEY NOT NULL,
    code TEXT NOT NULL UNIQUE,
    genre TEXT NOT NULL,
    name TEXT NOT NULL,
    abbreviation TEXT,
    place INTEGER NOT NULL,
    active BOOLEAN NOT NULL DEFAULT TRUE,
    revision BIGINT NOT NULL DEFAULT 1
);
CREATE TABLE topics (
    id INTEGER PRIMARY KEY NOT NULL,
    code TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    place INTEGER NOT NULL,
    active BOOLEAN NOT NULL DEFAULT TRUE,
    revision BIGINT NOT NULL DEFAULT 1
);
INSERT INTO document_kinds (code, genre, name, abbreviation, place) VALUES
    ('nghi_quyet', 'official', 'Nghị quyết', 'NQ', 10),
    ('chi_thi', 'official', 'Chỉ thị', 'CT', 20),
    ('ket_luan', 'official', 'Kết luận', 'KL', 30),
    ('quy_dinh', 'official', 'Quy định', 'QĐ', 40),
    ('quyet_dinh', 'official', 'Quyết định', 'QĐ', 50),
    ('quy_che', 'official', 'Quy chế', 'QC', 60),
    ('huong_dan', 'official', 'Hướng dẫn', 'HD', 70),
    ('thong_bao', 'official', 'Thông báo', 'TB', 80),
    ('thong_tri', 'official', 'Thông tri', 'TT', 90),
    ('ke_hoach', 'official', 'Kế hoạch', 'KH', 100),
    ('chuong_trinh', 'official', 'Chương trình', 'CTr', 110),
    ('bao_cao', 'official', 'Báo cáo', 'BC', 120),
    ('cong_van', 'official', 'Công văn', 'CV', 130),
    ('luat', 'official', 'Luật', NULL, 140),
    ('nghi_dinh', 'official', 'Nghị định', 'NĐ', 150),
    ('text', 'material', 'Bài viết', NULL, 510),
    ('slides', 'material', 'Bài trình chiếu', NULL, 520),
    ('audio', 'material', 'Âm thanh', NULL, 530),
    ('video', 'material', 'Phim', NULL, 540),
    ('infographic', 'material', 'Đồ họa thông tin', NULL, 550),
    ('qa', 'material', 'Hỏi – đáp', NULL, 560),
    ('procedure', 'material', 'Quy trình', NULL, 570),
    ('history', 'material', 'Lịch sử Đảng', NULL, 580),
    ('press_digest', 'material', 'Điểm báo', NULL, 590);

-- To whom something is shown. An audience never changes: another one is another row.
CREATE TABLE audiences (
    id INTEGER PRIMARY KEY NOT NULL,
    digest BLOB NOT NULL UNIQUE,
    everyone BOOLEAN NOT NULL
);
-- Any rule that fits admits; what a rule leaves open fits all.
CREATE TABLE audience_rules (
    audience_id BIGINT NOT NULL REFERENCES audiences (id),
    place INTEGER NOT NULL,
    unit_id BIGINT REFERENCES units (id),
    standing TEXT,
    role TEXT,
    PRIMARY KEY (audience_id, place)
) WITHOUT ROWID;

-- A paper or a study material. What its columns say is what the current edition says; before the first publication, what
-- the draft says (what nobody filters by is only there). `identity` is issuer, symbol and day of issue. `ends_on`,
-- `ended_by` and `amended_on` follow from the day of expiry and from links. `shown_at` is what lists of readers go by.
CREATE TABLE documents (
    id INTEGER PRIMARY KEY NOT NULL,
    public_id BLOB NOT NULL UNIQUE,
    genre TEXT NOT NULL,
    kind_id BIGINT NOT NULL REFERENCES document_kinds (id),
    owner_unit_id BIGINT NOT NULL REFERENCES units (id),
    identity TEXT UNIQUE,
    title TEXT NOT NULL,
    abstract_text TEXT,
    number INTEGER,
    symbol TEXT,
    symbol_key TEXT,
    issuer TEXT,
    issuer_key TEXT,
    issued_on DATE,
    effective_on DATE,
    ends_on DATE,
    ended_by TEXT,
    amended_on DATE,
    urgency TEXT NOT NULL,
    circulation TEXT NOT NULL,
    tier TEXT NOT NULL,
    topic_id BIGINT REFERENCES topics (id),
    audience_id BIGINT NOT NULL REFERENCES audiences (id),
    state TEXT NOT NULL,
    current_edition_id BIGINT,
    shown_at BIGINT NOT NULL,
    withdrawn_at BIGINT,
    created_by BIGINT,
    revision BIGINT NOT NULL DEFAULT 1,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
-- Lists of readers walk this, newest first; what they test stands in the index.
CREATE INDEX documents_shown ON documents (state, shown_at DESC, id DESC, audience_id, circulation, tier, kind_id, topic_id);
CREATE INDEX documents_by_symbol ON documents (symbol_key);
CREATE INDEX documents_by_number ON documents (number);
CREATE INDEX documents_by_owner ON documents (owner_unit_id, id);

-- Who wrote a paper, also those who no longer do: none of them may approve or publish it.
CREATE TABLE document_authors (
    document_id BIGINT NOT NULL REFERENCES documents (id),
    member_id BIGINT NOT NULL REFERENCES members (id),
    added_by BIGINT,
    added_at BIGINT NOT NULL,
    removed_at BIGINT,
    PRIMARY KEY (document_id, member_id)
) WITHOUT ROWID;
CREATE INDEX document_authors_by_member ON document_authors (member_id, document_id);

-- What a paper does to an earlier one, from a day on.
CREATE TABLE document_links (
    id INTEGER PRIMARY KEY NOT NULL,
    document_id BIGINT NOT NULL REFERENCES documents (id),
    target_id BIGINT NOT NULL REFERENCES documents (id),
    kind TEXT NOT NULL,
    holds_from DATE,
    UNIQUE (document_id, target_id, kind)
);
CREATE INDEX document_links_by_target ON document_links (target_id);

-- An edition: what authors write and, once published, never changes.
CREATE TABLE editions (
    id INTEGER PRIMARY KEY NOT NULL,
    public_id BLOB NOT NULL UNIQUE,
    document_id BIGINT NOT NULL REFERENCES documents (id),
    number INTEGER NOT NULL,
    change TEXT NOT NULL,
    state TEXT NOT NULL,
    metadata TEXT NOT NULL,
    note TEXT,
    stamps TEXT NOT NULL,
    stamps_confirmed_by BIGINT,
    stamps_confirmed_at BIGINT,
    created_by BIGINT,
    created_at BIGINT NOT NULL,
    submitted_by BIGINT,
    approved_by BIGINT,
    publish_at BIGINT,
    published_by BIGINT,
    published_at BIGINT,
    ended_at BIGINT,
    sections INTEGER NOT NULL DEFAULT 0,
    revision BIGINT NOT NULL DEFAULT 1,
    updated_at BIGINT NOT NULL,
    UNIQUE (document_id, number)
);
CREATE UNIQUE INDEX editions_open ON editions (document_id) WHERE state IN ('draft', 'in_review', 'approved', 'scheduled');
CREATE INDEX editions_due ON editions (state, publish_at);

-- `words` is the folded text, for finding passages; written when the edition is published.
CREATE TABLE edition_sections (
    edition_id BIGINT NOT NULL REFERENCES editions (id),
    place INTEGER NOT NULL,
    level INTEGER NOT NULL,
    anchor TEXT NOT NULL,
    kind TEXT NOT NULL,
    number TEXT,
    title TEXT,
    html TEXT NOT NULL,
    text TEXT NOT NULL,
    words TEXT,
    PRIMARY KEY (edition_id, place)
) WITHOUT ROWID;
CREATE UNIQUE INDEX edition_sections_by_anchor ON edition_sections (edition_id, anchor);

CREATE TABLE edition_files (
    edition_id BIGINT NOT NULL REFERENCES editions (id),
    place INTEGER NOT NULL,
    public_id BLOB NOT NULL,
    role TEXT NOT NULL,
    file_id BIGINT NOT NULL REFERENCES files (id),
    file_name TEXT NOT NULL,
    PRIMARY KEY (edition_id, place)
) WITHOUT ROWID;
CREATE INDEX edition_files_by_id ON edition_files (public_id);

-- Who took which step with an edition, and why: never rewritten.
CREATE TABLE edition_events (
    id INTEGER PRIMARY KEY NOT NULL,
    edition_id BIGINT REFERENCES editions (id),
    document_id BIGINT NOT NULL REFERENCES documents (id),
    step TEXT NOT NULL,
    member_id BIGINT,
    at BIGINT NOT NULL,
    reason TEXT
);
CREATE INDEX edition_events_by_document ON edition_events (document_id, id);

-- What readers must learn of, in the order of commits: `audience_id` is the one that was concerned.
CREATE TABLE library_changes (
    id INTEGER PRIMARY KEY NOT NULL,
    document_id BIGINT NOT NULL REFERENCES documents (id),
    edition_id BIGINT,
    change TEXT NOT NULL,
    audience_id BIGINT NOT NULL REFERENCES audiences (id),
    at BIGINT NOT NULL
);

-- The words under which a published document is found: one text of tokens (library/words.rs). Only which documents have a
-- token is kept, not where in them.
CREATE VIRTUAL TABLE document_words USING fts5 (
    words, content = '', contentless_delete = 1, detail = 'none', tokenize = "ascii tokenchars '_'"
);

-- What a member keeps: bookmarks, and where he stopped reading.
CREATE TABLE bookmarks (
    member_id BIGINT NOT NULL REFERENCES members (id),
    document_id BIGINT NOT NULL REFERENCES documents (id),
    anchor TEXT,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (member_id, document_id)
) WITHOUT ROWID;
CREATE TABLE reading_positions (
    member_id BIGINT NOT NULL REFERENCES members (id),
    document_id BIGINT NOT NULL REFERENCES documents (id),
    edition_id BIGINT NOT NULL REFERENCES editions (id),
    anchor TEXT,
    permille INTEGER NOT NULL,
    device_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (member_id, document_id)
) WITHOUT ROWID;
