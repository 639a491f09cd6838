//! What every request can reach; built once, shared by all workers.

use std::sync::Arc;

use tokio::sync::Semaphore;

use crate::audiences;
use crate::audit::Views;
use crate::auth::keys::{self, KeyRing};
use crate::auth::passwords::Passwords;
use crate::auth::{Authenticator, Secret, System};
use crate::config::Config;
use crate::db::Db;
use crate::error::Error;
use crate::files::Files;
use crate::http::limits::Limits;
use crate::http::metrics::Metrics;
use crate::jobs::Queue;
use crate::kernel::clock::Clock;
use crate::library::{DocumentWithdrawn, EditionPublished};
use crate::mail;
use crate::members::{Followers, MembersChanged, Memory};
use crate::providers;
use crate::push;
use crate::questions;
use crate::quizzes::AttemptClosed;
use crate::reading;
use crate::reports;
use crate::search;
use crate::sessions::{Attempts, CodeIssued, DeviceSeen};
use crate::study::{AssignmentOpened, EnrolledIn};
use crate::units::MemberMover;
use crate::wiring;

/// The application.
pub struct App {
    pub config: Config,
    pub db: Db,
    pub clock: Clock,
    pub secret: Arc<Secret>,
    pub authenticator: Authenticator,
    pub limits: Limits,
    pub metrics: Metrics,
    pub views: Views,
    pub jobs: Queue,
    pub passwords: Passwords,
    pub attempts: Attempts,
    pub members: Memory,
    pub audiences: audiences::Memory,
    /// One manuscript a core is read at a time.
    pub manuscripts: Arc<Semaphore>,
    pub files: Files,
    pub reading: reading::Memory,
    pub search: search::Memory,
    pub questions: questions::Memory,
    pub reports: reports::Memory,
    /// Who is told of attempts that were closed, in the same transaction.
    pub attempt_closed: Vec<AttemptClosed>,
    /// Who is told of editions that were published, in the same transaction.
    pub edition_published: Vec<EditionPublished>,
    /// Who is told of documents that were taken back, in the same transaction.
    pub document_withdrawn: Vec<DocumentWithdrawn>,
    /// Who is told of assignments that have opened, in the same transaction.
    pub assignment_opened: Vec<AssignmentOpened>,
    /// Who is told of members about whom a pass has decided anew, in the same transaction.
    pub members_enrolled: Vec<MembersChanged>,
    pub push: push::State,
    pub mail: mail::State,
    /// Who is told of one-time codes that were made, in the same transaction.
    pub code_issued: Vec<CodeIssued>,
    /// Who is told of sign-ins on new devices, in the same transaction.
    pub device_seen: Vec<DeviceSeen>,
    /// Enrolments are of a room above assignments, so assignments ask through this.
    pub enrolled_in: EnrolledIn,
    /// Who is told of changes of people, in the same transaction.
    pub followers: Followers,
    /// Members are the room above units, so units reach them through this.
    pub member_mover: Arc<dyn MemberMover>,
}

impl App {
    /// Puts the parts together; makes the first signing key.
    ///
    /// # Errors
    /// The database, or signing keys sealed with another secret.
    pub async fn build(
        config: Config,
        db: Db,
        clock: Clock,
        secret: Secret,
    ) -> Result<Self, Error> {
        let secret = Arc::new(secret);
        let ring =
            signing_keys(&db, System::new(Arc::clone(&secret), clock.now(), "start")).await?;
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let limits = Limits::new(&config.limits);
        let metrics = Metrics::new()?;
        let files = Files::open(&config.files, db.clone())?;
        metrics.register(files.damage_counter())?;
        let provider = providers::open(&config.push, clock.clone())
            .map_err(|error| Error::internal(format!("pushing: {error}")))?;
        let push = push::State::new(provider, &metrics)?;
        let mail = mail::State::new(config.mail.as_ref(), &metrics)?;
        let has_mail = mail.is_on();
        Ok(Self {
            config,
            db,
            clock,
            secret,
            authenticator: Authenticator::new(ring),
            limits,
            metrics,
            views: Views::default(),
            passwords: Passwords::new()?,
            attempts: Attempts::default(),
            jobs: Queue::default(),
            members: Memory::default(),
            audiences: audiences::Memory::default(),
            manuscripts: Arc::new(Semaphore::new(cores)),
            files,
            reading: reading::Memory::default(),
            search: search::Memory::default(),
            questions: questions::Memory::default(),
            reports: reports::Memory::default(),
            attempt_closed: wiring::attempt_closed(),
            edition_published: wiring::edition_published(),
            document_withdrawn: wiring::document_withdrawn(),
            assignment_opened: wiring::assignment_opened(),
            members_enrolled: wiring::members_enrolled(),
            push,
            mail,
            code_issued: wiring::code_issued(has_mail),
            device_seen: wiring::device_seen(has_mail),
            enrolled_in: wiring::enrolled_in(),
            followers: wiring::followers(has_mail),
            member_mover: wiring::member_mover(),
        })
    }

    /// For the room that changes what readers see, after its transaction: when this returns, no request to this process
    /// is answered with what was before. Other processes follow within two seconds, and so does this one where it
    /// fails; it is logged then.
    pub async fn library_changed(&self) {
        if let Err(error) = reading::catch_up(self).await {
            tracing::error!(error = %error.for_log(), "a change of the library was not followed at once");
        }
    }

    /// The server acting by itself now.
    #[must_use]
    pub fn system(&self, what: &str) -> System {
        System::new(Arc::clone(&self.secret), self.clock.now(), what)
    }
}

/// The keys that sign tokens; the first one is made when there is none.
async fn signing_keys(db: &Db, system: System) -> Result<KeyRing, Error> {
    let ring = KeyRing::default();
    let kept = ring.clone();
    db.write(move |conn| {
        ring.reload(conn, &system)?;
        if ring.all().is_empty() {
            keys::make_first(conn, &system)?;
            ring.reload(conn, &system)?;
        }
        Ok(())
    })
    .await?;
    Ok(kept)
}
