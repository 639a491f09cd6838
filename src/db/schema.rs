//! The tables, as both engines have them; `tests/api/migrations.rs` compares this file with both databases.
//! Types that neither engine shares are our own: see `types.rs`.
#![allow(
    clippy::wildcard_imports,
    reason = "the form that diesel's own generator writes"
)]

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, PublicIdSql};

    units (id) {
        id -> BigInt,
        public_id -> PublicIdSql,
        parent_id -> Nullable<BigInt>,
        kind -> Text,
        name -> Text,
        name_key -> Text,
        name_exact -> Text,
        name_sort -> Binary,
        code -> Nullable<Text>,
        depth -> Integer,
        lft -> BigInt,
        lft_end -> BigInt,
        opened_on -> Date,
        closed_on -> Nullable<Date>,
        successor_id -> Nullable<BigInt>,
        revision -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, PublicIdSql};

    unit_closure (ancestor_id, descendant_id) {
        ancestor_id -> BigInt,
        descendant_id -> BigInt,
        depth -> Integer,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, PublicIdSql};

    unit_changes (id) {
        id -> BigInt,
        public_id -> PublicIdSql,
        unit_id -> BigInt,
        change -> Text,
        effective_on -> Date,
        detail -> JsonSql,
        recorded_by -> Nullable<BigInt>,
        recorded_at -> InstantSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, PublicIdSql};

    members (id) {
        id -> BigInt,
        public_id -> PublicIdSql,
        full_name -> Text,
        name_key -> Text,
        name_exact -> Text,
        name_sort -> Binary,
        card_number -> Nullable<Text>,
        citizen_id -> Nullable<Text>,
        phone -> Nullable<Text>,
        email -> Nullable<Text>,
        birth_date -> Nullable<Date>,
        sex -> Nullable<Text>,
        joined_on -> Nullable<Date>,
        official_on -> Nullable<Date>,
        home_unit_id -> BigInt,
        standing -> Text,
        revision -> BigInt,
        created_at -> InstantSql,
        updated_at -> InstantSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, PublicIdSql};

    memberships (id) {
        id -> BigInt,
        public_id -> PublicIdSql,
        member_id -> BigInt,
        unit_id -> BigInt,
        from_on -> Date,
        to_on -> Nullable<Date>,
        reason -> Nullable<Text>,
        recorded_by -> Nullable<BigInt>,
        recorded_at -> InstantSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, PublicIdSql};

    standings (id) {
        id -> BigInt,
        public_id -> PublicIdSql,
        member_id -> BigInt,
        standing -> Text,
        from_on -> Date,
        to_on -> Nullable<Date>,
        reason -> Nullable<Text>,
        recorded_by -> Nullable<BigInt>,
        recorded_at -> InstantSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, PublicIdSql};

    role_grants (id) {
        id -> BigInt,
        public_id -> PublicIdSql,
        member_id -> BigInt,
        role -> Text,
        unit_id -> BigInt,
        from_on -> Date,
        to_on -> Nullable<Date>,
        granted_by -> Nullable<BigInt>,
        granted_at -> InstantSql,
        ended_by -> Nullable<BigInt>,
        ended_at -> Nullable<InstantSql>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, PublicIdSql};

    accounts (member_id) {
        member_id -> BigInt,
        password_hash -> Text,
        password_set_at -> InstantSql,
        activated_at -> InstantSql,
        language -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, PublicIdSql};

    account_codes (id) {
        id -> BigInt,
        member_id -> BigInt,
        purpose -> Text,
        code_digest -> Binary,
        issued_by -> Nullable<BigInt>,
        issued_at -> InstantSql,
        expires_at -> InstantSql,
        used_at -> Nullable<InstantSql>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, PublicIdSql};

    sessions (id) {
        id -> BigInt,
        public_id -> PublicIdSql,
        member_id -> BigInt,
        device_name -> Text,
        platform -> Text,
        network_digest -> Binary,
        created_at -> InstantSql,
        last_used_at -> InstantSql,
        expires_at -> InstantSql,
        ended_at -> Nullable<InstantSql>,
        end_reason -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, PublicIdSql};

    refresh_tokens (digest) {
        digest -> Binary,
        session_id -> BigInt,
        issued_at -> InstantSql,
        rotated_at -> Nullable<InstantSql>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, PublicIdSql};

    signing_keys (id) {
        id -> BigInt,
        kid -> Text,
        public_key -> Binary,
        sealed_private_key -> Binary,
        created_at -> InstantSql,
        signs_from -> InstantSql,
        retired_at -> Nullable<InstantSql>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, PublicIdSql};

    idempotency_keys (member_id, idempotency_key) {
        member_id -> BigInt,
        idempotency_key -> Text,
        fingerprint -> Binary,
        sealed_answer -> Nullable<Binary>,
        created_at -> InstantSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, PublicIdSql};

    jobs (id) {
        id -> BigInt,
        public_id -> PublicIdSql,
        kind -> Text,
        state -> Text,
        owner_id -> Nullable<BigInt>,
        unit_id -> Nullable<BigInt>,
        input -> JsonSql,
        percent -> Integer,
        result -> Nullable<JsonSql>,
        problem_code -> Nullable<Text>,
        attempt -> Integer,
        lease_until -> Nullable<InstantSql>,
        created_at -> InstantSql,
        started_at -> Nullable<InstantSql>,
        finished_at -> Nullable<InstantSql>,
        expires_at -> InstantSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, PublicIdSql};

    job_files (job_id, role) {
        job_id -> BigInt,
        role -> Text,
        file_name -> Text,
        media_type -> Text,
        sealed_content -> Binary,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, PublicIdSql};

    audit_log (id) {
        id -> BigInt,
        public_id -> PublicIdSql,
        chain -> Integer,
        position -> BigInt,
        at -> InstantSql,
        actor_id -> Nullable<BigInt>,
        acted_as -> Text,
        action -> Text,
        kind -> Text,
        unit_id -> Nullable<BigInt>,
        request_id -> Text,
        detail -> JsonSql,
        subject_count -> Integer,
        subjects_digest -> Binary,
        previous_hash -> Binary,
        hash -> Binary,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, PublicIdSql};

    audit_subjects (member_id, audit_id) {
        member_id -> BigInt,
        audit_id -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, PublicIdSql};

    audit_chains (chain) {
        chain -> Integer,
        length -> BigInt,
        head -> Binary,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, PublicIdSql};

    files (id) {
        id -> BigInt,
        public_id -> PublicIdSql,
        sha256 -> Binary,
        size -> BigInt,
        media_type -> Text,
        storage_key -> Text,
        state -> Text,
        created_by -> Nullable<BigInt>,
        created_at -> InstantSql,
        claimed_at -> InstantSql,
        verified_at -> InstantSql,
        broken_at -> Nullable<InstantSql>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, PublicIdSql};

    file_uploaders (file_id, member_id) {
        file_id -> BigInt,
        member_id -> BigInt,
        public_id -> PublicIdSql,
        uploaded_at -> InstantSql,
        wanted_at -> InstantSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, PublicIdSql};

    file_pieces (file_id, place) {
        file_id -> BigInt,
        place -> BigInt,
        digests -> Binary,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, PublicIdSql};

    uploads (id) {
        id -> BigInt,
        public_id -> PublicIdSql,
        owner_id -> BigInt,
        unit_id -> BigInt,
        file_name -> Text,
        size -> BigInt,
        sha256 -> Nullable<Binary>,
        received -> BigInt,
        state -> Text,
        refusal -> Nullable<Text>,
        storage_key -> Nullable<Text>,
        file_id -> Nullable<BigInt>,
        created_at -> InstantSql,
        expires_at -> InstantSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, PublicIdSql};

    upload_parts (upload_id, start) {
        upload_id -> BigInt,
        start -> BigInt,
        size -> BigInt,
        storage_key -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, PublicIdSql};

    document_kinds (id) {
        id -> BigInt,
        code -> Text,
        genre -> Text,
        name -> Text,
        abbreviation -> Nullable<Text>,
        place -> Integer,
        active -> Bool,
        revision -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, PublicIdSql};

    topics (id) {
        id -> BigInt,
        code -> Text,
        name -> Text,
        place -> Integer,
        active -> Bool,
        revision -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, PublicIdSql};

    audiences (id) {
        id -> BigInt,
        digest -> Binary,
        everyone -> Bool,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, PublicIdSql};

    audience_rules (audience_id, place) {
        audience_id -> BigInt,
        place -> Integer,
        unit_id -> Nullable<BigInt>,
        standing -> Nullable<Text>,
        role -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, PublicIdSql};

    documents (id) {
        id -> BigInt,
        public_id -> PublicIdSql,
        genre -> Text,
        kind_id -> BigInt,
        owner_unit_id -> BigInt,
        identity -> Nullable<Text>,
        title -> Text,
        abstract_text -> Nullable<Text>,
        number -> Nullable<Integer>,
        symbol -> Nullable<Text>,
        symbol_key -> Nullable<Text>,
        issuer -> Nullable<Text>,
        issuer_key -> Nullable<Text>,
        issued_on -> Nullable<Date>,
        effective_on -> Nullable<Date>,
        ends_on -> Nullable<Date>,
        ended_by -> Nullable<Text>,
        amended_on -> Nullable<Date>,
        urgency -> Text,
        circulation -> Text,
        tier -> Text,
        topic_id -> Nullable<BigInt>,
        audience_id -> BigInt,
        state -> Text,
        current_edition_id -> Nullable<BigInt>,
        shown_at -> InstantSql,
        withdrawn_at -> Nullable<InstantSql>,
        created_by -> Nullable<BigInt>,
        revision -> BigInt,
        created_at -> InstantSql,
        updated_at -> InstantSql,
        digest_on -> Nullable<Date>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, PublicIdSql};

    document_authors (document_id, member_id) {
        document_id -> BigInt,
        member_id -> BigInt,
        added_by -> Nullable<BigInt>,
        added_at -> InstantSql,
        removed_at -> Nullable<InstantSql>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, PublicIdSql};

    document_links (id) {
        id -> BigInt,
        document_id -> BigInt,
        target_id -> BigInt,
        kind -> Text,
        holds_from -> Nullable<Date>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, PublicIdSql};

    editions (id) {
        id -> BigInt,
        public_id -> PublicIdSql,
        document_id -> BigInt,
        number -> Integer,
        change -> Text,
        state -> Text,
        metadata -> JsonSql,
        note -> Nullable<Text>,
        stamps -> JsonSql,
        stamps_confirmed_by -> Nullable<BigInt>,
        stamps_confirmed_at -> Nullable<InstantSql>,
        created_by -> Nullable<BigInt>,
        created_at -> InstantSql,
        submitted_by -> Nullable<BigInt>,
        approved_by -> Nullable<BigInt>,
        publish_at -> Nullable<InstantSql>,
        published_by -> Nullable<BigInt>,
        published_at -> Nullable<InstantSql>,
        ended_at -> Nullable<InstantSql>,
        sections -> Integer,
        revision -> BigInt,
        updated_at -> InstantSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, PublicIdSql};

    edition_sections (edition_id, place) {
        edition_id -> BigInt,
        place -> Integer,
        level -> Integer,
        anchor -> Text,
        kind -> Text,
        number -> Nullable<Text>,
        title -> Nullable<Text>,
        html -> Text,
        text -> Text,
        words -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, PublicIdSql};

    edition_files (edition_id, place) {
        edition_id -> BigInt,
        place -> Integer,
        public_id -> PublicIdSql,
        role -> Text,
        file_id -> BigInt,
        file_name -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, PublicIdSql};

    edition_events (id) {
        id -> BigInt,
        edition_id -> Nullable<BigInt>,
        document_id -> BigInt,
        step -> Text,
        member_id -> Nullable<BigInt>,
        at -> InstantSql,
        reason -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, PublicIdSql};

    library_changes (id) {
        id -> BigInt,
        document_id -> BigInt,
        edition_id -> Nullable<BigInt>,
        change -> Text,
        audience_id -> BigInt,
        at -> InstantSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, PublicIdSql};

    bookmarks (member_id, document_id) {
        member_id -> BigInt,
        document_id -> BigInt,
        anchor -> Nullable<Text>,
        created_at -> InstantSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, PublicIdSql};

    reading_positions (member_id, document_id) {
        member_id -> BigInt,
        document_id -> BigInt,
        edition_id -> BigInt,
        anchor -> Nullable<Text>,
        permille -> Integer,
        device_at -> InstantSql,
        updated_at -> InstantSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, PublicIdSql};

    question_banks (id) {
        id -> BigInt,
        public_id -> PublicIdSql,
        owner_unit_id -> BigInt,
        topic_id -> Nullable<BigInt>,
        name -> Text,
        note -> Nullable<Text>,
        created_by -> Nullable<BigInt>,
        created_at -> InstantSql,
        revision -> BigInt,
        updated_at -> InstantSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, PublicIdSql};

    questions (id) {
        id -> BigInt,
        public_id -> PublicIdSql,
        bank_id -> BigInt,
        category -> Nullable<Text>,
        kind -> Text,
        active -> Bool,
        version_id -> Nullable<BigInt>,
        created_by -> Nullable<BigInt>,
        created_at -> InstantSql,
        revision -> BigInt,
        updated_at -> InstantSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, PublicIdSql};

    question_versions (id) {
        id -> BigInt,
        question_id -> BigInt,
        number -> Integer,
        family -> Integer,
        change -> Text,
        content -> JsonSql,
        picture_file_id -> Nullable<BigInt>,
        reason -> Nullable<Text>,
        created_by -> Nullable<BigInt>,
        created_at -> InstantSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, PublicIdSql};

    quizzes (id) {
        id -> BigInt,
        public_id -> PublicIdSql,
        owner_unit_id -> BigInt,
        audience_id -> BigInt,
        title -> Text,
        introduction -> Nullable<Text>,
        state -> Text,
        shuffle_questions -> Bool,
        shuffle_choices -> Bool,
        pass_permille -> Integer,
        time_limit_seconds -> Nullable<Integer>,
        attempt_limit -> Nullable<Integer>,
        counts -> Text,
        review -> Text,
        opens_at -> Nullable<InstantSql>,
        closes_at -> Nullable<InstantSql>,
        created_by -> Nullable<BigInt>,
        created_at -> InstantSql,
        published_at -> Nullable<InstantSql>,
        closed_at -> Nullable<InstantSql>,
        revision -> BigInt,
        updated_at -> InstantSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, PublicIdSql};

    quiz_items (quiz_id, place) {
        quiz_id -> BigInt,
        place -> Integer,
        question_id -> Nullable<BigInt>,
        bank_id -> Nullable<BigInt>,
        category -> Nullable<Text>,
        draws -> Integer,
        points -> Integer,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, PublicIdSql};

    attempts (id) {
        id -> BigInt,
        public_id -> PublicIdSql,
        quiz_id -> BigInt,
        member_id -> BigInt,
        number -> Nullable<Integer>,
        state -> Text,
        ended -> Nullable<Text>,
        pass_permille -> Integer,
        paper -> JsonSql,
        max_points -> BigInt,
        points -> Nullable<BigInt>,
        passed -> Bool,
        pass_kept -> Bool,
        opened_at -> InstantSql,
        expires_at -> Nullable<InstantSql>,
        closed_at -> Nullable<InstantSql>,
        regraded_at -> Nullable<InstantSql>,
        upload_id -> Nullable<PublicIdSql>,
        taken_at -> Nullable<InstantSql>,
        of_attempt_id -> Nullable<BigInt>,
        revision -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, PublicIdSql};

    attempt_answers (attempt_id, place) {
        attempt_id -> BigInt,
        place -> Integer,
        question_id -> BigInt,
        version_id -> BigInt,
        worth -> Integer,
        answer -> Nullable<JsonSql>,
        points -> Nullable<BigInt>,
        saved_at -> Nullable<InstantSql>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, PublicIdSql};

    attempt_regrades (id) {
        id -> BigInt,
        attempt_id -> BigInt,
        version_id -> BigInt,
        points_before -> BigInt,
        points_after -> BigInt,
        passed_before -> Bool,
        passed_after -> Bool,
        at -> InstantSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, PublicIdSql};

    assignments (id) {
        id -> BigInt,
        public_id -> PublicIdSql,
        owner_unit_id -> BigInt,
        title -> Text,
        note -> Nullable<Text>,
        audience_id -> BigInt,
        ordered -> Bool,
        late_joiners -> Text,
        late_days -> Nullable<Integer>,
        opens_at -> InstantSql,
        due_at -> InstantSql,
        state -> Text,
        pass_after -> Nullable<BigInt>,
        passed_at -> Nullable<InstantSql>,
        created_by -> Nullable<BigInt>,
        created_at -> InstantSql,
        opened_at -> Nullable<InstantSql>,
        closed_at -> Nullable<InstantSql>,
        revision -> BigInt,
        updated_at -> InstantSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, PublicIdSql};

    assignment_requirements (id) {
        id -> BigInt,
        public_id -> PublicIdSql,
        assignment_id -> BigInt,
        place -> Integer,
        kind -> Text,
        document_id -> Nullable<BigInt>,
        edition_id -> Nullable<BigInt>,
        quiz_id -> Nullable<BigInt>,
        title -> Nullable<Text>,
        added_at -> InstantSql,
        replaces_id -> Nullable<BigInt>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, PublicIdSql};

    assignment_deadlines (assignment_id, unit_id) {
        assignment_id -> BigInt,
        unit_id -> BigInt,
        due_at -> InstantSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, PublicIdSql};

    excuses (id) {
        id -> BigInt,
        public_id -> PublicIdSql,
        member_id -> BigInt,
        assignment_id -> Nullable<BigInt>,
        kind -> Text,
        reason -> Text,
        from_on -> Date,
        to_on -> Nullable<Date>,
        recorded_by -> Nullable<BigInt>,
        recorded_at -> InstantSql,
        ended_by -> Nullable<BigInt>,
        ended_at -> Nullable<InstantSql>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, PublicIdSql};

    enrolments (member_id, assignment_id) {
        member_id -> BigInt,
        assignment_id -> BigInt,
        cell_id -> BigInt,
        due_at -> InstantSql,
        entered_at -> InstantSql,
        state -> Text,
        counted -> Text,
        asked -> Integer,
        opened_at -> Nullable<InstantSql>,
        completed_at -> Nullable<InstantSql>,
        completed_before -> Nullable<InstantSql>,
        updated_at -> InstantSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, PublicIdSql};

    requirement_results (member_id, requirement_id) {
        member_id -> BigInt,
        requirement_id -> BigInt,
        step -> Text,
        done_at -> Nullable<InstantSql>,
        met_at -> Nullable<InstantSql>,
        late -> Bool,
        source -> Text,
        seconds -> Integer,
        updated_at -> InstantSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, PublicIdSql};

    progress_events (id) {
        id -> BigInt,
        member_id -> BigInt,
        client_id -> PublicIdSql,
        edition_id -> BigInt,
        kind -> Text,
        anchor -> Nullable<Text>,
        permille -> Nullable<Integer>,
        device_at -> InstantSql,
        server_at -> InstantSql,
        credited_seconds -> Integer,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, PublicIdSql};

    editions_read (member_id, edition_id) {
        member_id -> BigInt,
        edition_id -> BigInt,
        read_at -> InstantSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, PublicIdSql};

    study_records (id) {
        id -> BigInt,
        public_id -> PublicIdSql,
        member_id -> BigInt,
        requirement_id -> BigInt,
        kind -> Text,
        met -> Bool,
        studied_on -> Date,
        reason -> Text,
        recorded_by -> Nullable<BigInt>,
        recorded_at -> InstantSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, PublicIdSql};

    reflections (id) {
        id -> BigInt,
        public_id -> PublicIdSql,
        member_id -> BigInt,
        requirement_id -> BigInt,
        text -> Text,
        handed_in_at -> InstantSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, PublicIdSql};

    completion_counts (assignment_id, requirement_id, cell_id) {
        assignment_id -> BigInt,
        requirement_id -> BigInt,
        cell_id -> BigInt,
        counted -> BigInt,
        excused -> BigInt,
        exempt -> BigInt,
        opened -> BigInt,
        in_progress -> BigInt,
        met -> BigInt,
        met_late -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, PublicIdSql};

    report_snapshots (id) {
        id -> BigInt,
        public_id -> PublicIdSql,
        assignment_id -> BigInt,
        taken_at -> InstantSql,
        reason -> Text,
        due_at -> Nullable<InstantSql>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, PublicIdSql};

    report_snapshot_counts (snapshot_id, requirement_id, cell_id) {
        snapshot_id -> BigInt,
        requirement_id -> BigInt,
        cell_id -> BigInt,
        counted -> BigInt,
        excused -> BigInt,
        exempt -> BigInt,
        opened -> BigInt,
        in_progress -> BigInt,
        met -> BigInt,
        met_late -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, PublicIdSql};

    notification_events (id) {
        id -> BigInt,
        public_id -> PublicIdSql,
        event_key -> Text,
        kind -> Text,
        class -> Text,
        urgent -> Bool,
        unit_id -> BigInt,
        document_id -> Nullable<BigInt>,
        assignment_id -> Nullable<BigInt>,
        created_by -> Nullable<BigInt>,
        created_at -> InstantSql,
        recalled_at -> Nullable<InstantSql>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, PublicIdSql};

    notifications (id) {
        id -> BigInt,
        public_id -> PublicIdSql,
        member_id -> BigInt,
        event_id -> BigInt,
        class -> Text,
        created_at -> InstantSql,
        opened_at -> Nullable<InstantSql>,
        silent -> Bool,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, PublicIdSql};

    notification_preferences (member_id, class) {
        member_id -> BigInt,
        class -> Text,
        muted_at -> InstantSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, PublicIdSql};

    devices (id) {
        id -> BigInt,
        installation_id -> PublicIdSql,
        member_id -> BigInt,
        session_id -> BigInt,
        address_kind -> Text,
        address -> Text,
        platform -> Text,
        created_at -> InstantSql,
        seen_at -> InstantSql,
        dead_at -> Nullable<InstantSql>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, PublicIdSql};

    push_campaigns (event_id) {
        event_id -> BigInt,
        audience -> Text,
        audience_id -> Nullable<BigInt>,
        assignment_id -> Nullable<BigInt>,
        due_at -> Nullable<InstantSql>,
        document_id -> Nullable<BigInt>,
        ttl_until -> InstantSql,
        created_at -> InstantSql,
        taken -> Bool,
        refusals -> Integer,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, PublicIdSql};

    push_chunks (id) {
        id -> BigInt,
        event_id -> BigInt,
        urgent -> Bool,
        after_member -> BigInt,
        last_member -> BigInt,
        state -> Text,
        noted -> Bool,
        attempt -> Integer,
        lease_until -> Nullable<InstantSql>,
        not_before -> InstantSql,
        planned -> BigInt,
        members -> BigInt,
        devices -> BigInt,
        accepted -> BigInt,
        gone -> BigInt,
        refused -> BigInt,
        mismatched -> BigInt,
        expired -> BigInt,
        finished_at -> Nullable<InstantSql>,
        failures -> Integer,
        not_needed -> BigInt,
        told_at -> Nullable<InstantSql>,
        ttl_until -> Nullable<InstantSql>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, PublicIdSql};

    push_retries (id) {
        id -> BigInt,
        event_id -> BigInt,
        chunk_id -> BigInt,
        notification_id -> BigInt,
        device_id -> BigInt,
        urgent -> Bool,
        attempt -> Integer,
        due_at -> InstantSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, PublicIdSql};

    push_pace (name) {
        name -> Text,
        free_at -> Nullable<InstantSql>,
        ramp_from -> Nullable<InstantSql>,
        ramp_floor -> Integer,
        paused_until -> Nullable<InstantSql>,
        failures -> Integer,
        reason -> Nullable<Text>,
        worked_at -> Nullable<InstantSql>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, PublicIdSql};

    mail_outbox (id) {
        id -> BigInt,
        public_id -> PublicIdSql,
        member_id -> Nullable<BigInt>,
        kind -> Text,
        state -> Text,
        sealed -> Nullable<Binary>,
        attempt -> Integer,
        tries -> Integer,
        due_at -> InstantSql,
        expires_at -> InstantSql,
        created_at -> InstantSql,
        ended_at -> Nullable<InstantSql>,
        reply -> Nullable<Integer>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, PublicIdSql};

    mail_settings (member_id) {
        member_id -> BigInt,
        confirmed_digest -> Nullable<Binary>,
        digest_off_at -> Nullable<InstantSql>,
        digest_on -> Nullable<Date>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, PublicIdSql};

    mail_address_changes (member_id) {
        member_id -> BigInt,
        sealed_address -> Binary,
        code_digest -> Binary,
        tries -> Integer,
        expires_at -> InstantSql,
    }
}

diesel::allow_tables_to_appear_in_same_query!(
    units,
    unit_closure,
    unit_changes,
    members,
    memberships,
    standings,
    role_grants,
    accounts,
    account_codes,
    sessions,
    refresh_tokens,
    signing_keys,
    idempotency_keys,
    jobs,
    job_files,
    audit_log,
    audit_subjects,
    audit_chains,
    files,
    file_uploaders,
    file_pieces,
    uploads,
    upload_parts,
    document_kinds,
    topics,
    audiences,
    audience_rules,
    documents,
    document_authors,
    document_links,
    editions,
    edition_sections,
    edition_files,
    edition_events,
    library_changes,
    bookmarks,
    reading_positions,
    question_banks,
    questions,
    question_versions,
    quizzes,
    quiz_items,
    attempts,
    attempt_answers,
    attempt_regrades,
    assignments,
    assignment_requirements,
    assignment_deadlines,
    excuses,
    enrolments,
    requirement_results,
    progress_events,
    editions_read,
    study_records,
    reflections,
    completion_counts,
    report_snapshots,
    report_snapshot_counts,
    notification_events,
    notifications,
    notification_preferences,
    devices,
    push_campaigns,
    push_chunks,
    push_retries,
    push_pace,
    mail_outbox,
    mail_settings,
    mail_address_changes,
);
