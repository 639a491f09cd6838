//! Sổ tay: the electronic party-member handbook server.
//!
//! The map, in reading order. A module may know only those before it; `tests/architecture.rs` holds that.
//!
//! | module | what it is |
//! |---|---|
//! | `kernel` | pure words of the domain: ids, time, Vietnamese text, names, people's fields |
//! | `manuscripts` | uploaded .docx, PDF and Markdown as sections |
//! | `sheets` | the rows of .xlsx and CSV files |
//! | `error` | what can go wrong, and the one match to a problem |
//! | `db` | one connection enum over SQLite and PostgreSQL; `Db::read`, `Db::write` |
//! | `auth` | who asks and what he may do, as values |
//! | `http` | edge kit: extractors, answers, cursors, tags, idempotency, limits, the middleware |
//! | `config`, `log`, `openapi` | settings, logs, the shared parts of the document |
//! | `audit` | who did and who saw what |
//! | `jobs` | long work |
//! | `units` | the organisation tree and its history |
//! | `members` | people, memberships, standings, roles |
//! | `audiences` | to whom something is shown |
//! | `library` | the handbook's content, for those who write and publish it |
//! | `sessions` | signing in and staying signed in |
//! | `files` | files of documents: uploads, storage, serving |
//! | `rosters` | roster import and export |
//! | `questions` | banks of questions, their keys and versions, import and export |
//! | `quizzes` | quizzes, attempts and their grading |
//! | `reading` | what members read of the library |
//! | `search` | finding something in it |
//! | `study` | assignments: what is to be studied, by whom, until when |
//! | `progress` | how far members are, and the figures of each cell |
//! | `reports` | how far units have come |
//! | `fcm` | a client of Firebase Cloud Messaging (HTTP v1); knows nothing of the rest |
//! | `providers` | the ways out to phones: FCM, a gateway, none |
//! | `inbox` | what members are told of |
//! | `push` | devices, and how what happened is brought to them |
//! | `mail` | mails: codes, what guards an account, a secretary's week |
//! | `system` | health, readiness, metrics, keys, the document |
//! | `demo` | an invented organisation |
//! | `wiring`, `app`, `upkeep` | what rooms are given of each other; the state; what happens now and then |
//! | `server`, `cli` | all put together, and the commands |
//!
//! A room: `mod.rs` (what it is for, its tables and rules) · `model.rs` · `rules.rs` (pure) · `queries` (all its SQL) ·
//! `views` (bodies of answers) · `routes/<operation>.rs` (one operation a file).

pub mod app;
pub mod audiences;
pub mod audit;
pub mod auth;
pub mod cli;
pub mod config;
pub mod db;
pub mod demo;
pub mod error;
pub mod fcm;
pub mod files;
pub mod http;
pub mod inbox;
pub mod jobs;
pub mod kernel;
pub mod library;
pub mod log;
pub mod mail;
pub mod manuscripts;
pub mod members;
pub mod openapi;
pub mod progress;
pub mod providers;
pub mod push;
pub mod questions;
pub mod quizzes;
pub mod reading;
pub mod reports;
pub mod rosters;
pub mod search;
pub mod server;
pub mod sessions;
pub mod sheets;
pub mod study;
pub mod system;
pub mod units;
pub mod upkeep;
pub mod wiring;
