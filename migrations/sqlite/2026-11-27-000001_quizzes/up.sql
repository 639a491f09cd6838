-- Banks of questions. A question is what its current version says; versions never change. `family` is the number of the
-- version from which on a question has the same choices, so that answers to one of them can be graded by another.
CREATE TABLE question_banks (
    id INTEGER PRIMARY KEY NOT NULL,
    public_id BLOB NOT NULL UNIQUE,
    owner_unit_id BIGINT NOT NULL REFERENCES units (id),
    topic_id BIGINT REFERENCES topics (id),
    name TEXT NOT NULL,
    note TEXT,
    created_by BIGINT,
    created_at BIGINT NOT NULL,
    revision BIGINT NOT NULL DEFAULT 1,
    updated_at BIGINT NOT NULL
);
CREATE INDEX question_banks_by_owner ON question_banks (owner_unit_id, id);
CREATE TABLE questions (
    id INTEGER PRIMARY KEY NOT NULL,
    public_id BLOB NOT NULL UNIQUE,
    bank_id BIGINT NOT NULL REFERENCES question_banks (id),
    category TEXT,
    kind TEXT NOT NULL,
    active BOOLEAN NOT NULL DEFAULT TRUE,
    version_id BIGINT,
    created_by BIGINT,
    created_at BIGINT NOT NULL,
    revision BIGINT NOT NULL DEFAULT 1,
    updated_at BIGINT NOT NULL
);
CREATE INDEX questions_by_bank ON questions (bank_id, active, category, id, version_id);
CREATE TABLE question_versions (
    id INTEGER PRIMARY KEY NOT NULL,
    question_id BIGINT NOT NULL REFERENCES questions (id),
    number INTEGER NOT NULL,
    family INTEGER NOT NULL,
    change TEXT NOT NULL,
    content TEXT NOT NULL,
    picture_file_id BIGINT REFERENCES files (id),
    reason TEXT,
    created_by BIGINT,
    created_at BIGINT NOT NULL,
    UNIQUE (question_id, number)
);
-- Which keys were corrected, newest last.
CREATE INDEX question_versions_by_change ON question_versions (change, id);
CREATE INDEX question_versions_by_picture ON question_versions (picture_file_id);

CREATE TABLE quizzes (
    id INTEGER PRIMARY KEY NOT NULL,
    public_id BLOB NOT NULL UNIQUE,
    owner_unit_id BIGINT NOT NULL REFERENCES units (id),
    audience_id BIGINT NOT NULL REFERENCES audiences (id),
    title TEXT NOT NULL,
    introduction TEXT,
    state TEXT NOT NULL,
    shuffle_questions BOOLEAN NOT NULL,
    shuffle_choices BOOLEAN NOT NULL,
    pass_permille INTEGER NOT NULL,
    time_limit_seconds INTEGER,
    attempt_limit INTEGER,
    counts TEXT NOT NULL,
    review TEXT NOT NULL,
    opens_at BIGINT,
    closes_at BIGINT,
    created_by BIGINT,
    created_at BIGINT NOT NULL,
    published_at BIGINT,
    closed_at BIGINT,
    revision BIGINT NOT NULL DEFAULT 1,
    updated_at BIGINT NOT NULL
);
CREATE INDEX quizzes_by_owner ON quizzes (owner_unit_id, id);
CREATE INDEX quizzes_by_audience ON quizzes (state, audience_id, id);
-- A question that everybody is asked, or how many are drawn from a bank (of one category of it).
CREATE TABLE quiz_items (
    quiz_id BIGINT NOT NULL REFERENCES quizzes (id),
    place INTEGER NOT NULL,
    question_id BIGINT REFERENCES questions (id),
    bank_id BIGINT REFERENCES question_banks (id),
    category TEXT,
    draws INTEGER NOT NULL,
    points INTEGER NOT NULL,
    PRIMARY KEY (quiz_id, place)
) WITHOUT ROWID;
CREATE INDEX quiz_items_by_question ON quiz_items (question_id);
CREATE INDEX quiz_items_by_bank ON quiz_items (bank_id);

-- A member's go at a quiz. What he is asked, in which order, and what it takes to pass are frozen in it. `number` counts
-- those that count; an upload that came too late has none and is superseded. Points are thousandths.
CREATE TABLE attempts (
    id INTEGER PRIMARY KEY NOT NULL,
    public_id BLOB NOT NULL UNIQUE,
    quiz_id BIGINT NOT NULL REFERENCES quizzes (id),
    member_id BIGINT NOT NULL REFERENCES members (id),
    number INTEGER,
    state TEXT NOT NULL,
    ended TEXT,
    pass_permille INTEGER NOT NULL,
    paper TEXT NOT NULL,
    max_points BIGINT NOT NULL,
    points BIGINT,
    passed BOOLEAN NOT NULL DEFAULT FALSE,
    pass_kept BOOLEAN NOT NULL DEFAULT FALSE,
    opened_at BIGINT NOT NULL,
    expires_at BIGINT,
    closed_at BIGINT,
    regraded_at BIGINT,
    upload_id BLOB,
    taken_at BIGINT,
    of_attempt_id BIGINT REFERENCES attempts (id),
    revision BIGINT NOT NULL DEFAULT 1,
    UNIQUE (quiz_id, member_id, number)
);
CREATE UNIQUE INDEX attempts_open ON attempts (quiz_id, member_id) WHERE state = 'open';
CREATE UNIQUE INDEX attempts_by_upload ON attempts (member_id, upload_id) WHERE upload_id IS NOT NULL;
CREATE INDEX attempts_by_member ON attempts (member_id, id);
CREATE INDEX attempts_due ON attempts (expires_at) WHERE state = 'open';
CREATE TABLE attempt_answers (
    attempt_id BIGINT NOT NULL REFERENCES attempts (id),
    place INTEGER NOT NULL,
    question_id BIGINT NOT NULL REFERENCES questions (id),
    version_id BIGINT NOT NULL REFERENCES question_versions (id),
    answer TEXT,
    points BIGINT,
    saved_at BIGINT,
    PRIMARY KEY (attempt_id, place)
) WITHOUT ROWID;
CREATE INDEX attempt_answers_by_question ON attempt_answers (question_id, attempt_id);
-- What a corrected key changed, and when: never rewritten.
CREATE TABLE attempt_regrades (
    id INTEGER PRIMARY KEY NOT NULL,
    attempt_id BIGINT NOT NULL REFERENCES attempts (id),
    version_id BIGINT NOT NULL REFERENCES question_versions (id),
    points_before BIGINT NOT NULL,
    points_after BIGINT NOT NULL,
    passed_before BOOLEAN NOT NULL,
    passed_after BOOLEAN NOT NULL,
    at BIGINT NOT NULL,
    UNIQUE (attempt_id, version_id)
);
