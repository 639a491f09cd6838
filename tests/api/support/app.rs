//! The running server of a test.

use std::net::{SocketAddr, TcpListener};
use std::num::NonZeroU32;
use std::sync::{Arc, mpsc};
use std::thread::JoinHandle;

use actix_web::dev::ServerHandle;
use actix_web::web::Data;
use clap::Parser as _;
use sotay::app::App;
use sotay::auth::{Secret, tokens};
use sotay::config::{Config, ServerOptions};
use sotay::db::{Db, DbOptions, Engine};
use sotay::http::limits::LimitOptions;
use sotay::kernel::clock::Clock;
use sotay::providers::Provider;
use sotay::quizzes::AttemptClosed;

use super::client::Actor;
use super::databases::{self, Place};
use super::fixture::{self, Organisation, Person, Unit};
use super::phones::Phones;

/// The deployment's secret of every test.
pub const SECRET: &[u8] = b"a secret of the tests, and no other";

/// The real server on a free port, with a database of its own and a clock that the test moves. Stops when dropped.
pub struct TestApp {
    /// Stands at [`fixture::START`] until the test moves it.
    pub clock: Clock,
    state: Data<App>,
    address: SocketAddr,
    http: reqwest::Client,
    organisation: &'static Organisation,
    runtime: tokio::runtime::Handle,
    handle: ServerHandle,
    thread: Option<JoinHandle<()>>,
    place: Place,
    phones: Arc<Phones>,
}

/// What a test may want otherwise.
pub struct Builder {
    limits: LimitOptions,
    db: DbOptions,
    adjust: Box<dyn FnOnce(&mut Config)>,
    told: Vec<AttemptClosed>,
    provider: Option<Arc<dyn Provider>>,
    clock: Clock,
}

#[derive(clap::Parser)]
struct Defaults {
    #[command(flatten)]
    options: ServerOptions,
}

impl Builder {
    /// Requests a minute by address and by account, and sign-ins a minute by address.
    #[must_use]
    pub fn limits(mut self, address: u32, account: u32, sign_in: u32) -> Self {
        self.limits = limits(address, account, sign_in);
        self
    }

    /// How the database is used.
    #[must_use]
    pub fn db(mut self, options: DbOptions) -> Self {
        self.db = options;
        self
    }

    /// Any other setting.
    #[must_use]
    pub fn config(mut self, adjust: impl FnOnce(&mut Config) + 'static) -> Self {
        self.adjust = Box::new(adjust);
        self
    }

    /// Who is told of closed attempts, beside those of the server.
    #[must_use]
    pub fn told(mut self, told: AttemptClosed) -> Self {
        self.told.push(told);
        self
    }

    /// Who carries messages to phones, in the place of [`Phones`].
    #[must_use]
    pub fn provider(mut self, provider: Arc<dyn Provider>) -> Self {
        self.provider = Some(provider);
        self
    }

    /// A clock that the test shares with others.
    #[must_use]
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// Starts the server. `None`: there is no PostgreSQL here, and that was said.
    pub async fn start(self, engine: Engine) -> Option<TestApp> {
        let (place, organisation) = databases::fresh(engine)?;
        Some(self.start_on(place, organisation).await)
    }

    /// A second process on the database of another one (PostgreSQL).
    pub async fn start_beside(self, first: &TestApp) -> TestApp {
        self.start_on(first.place.beside(), first.organisation)
            .await
    }

    async fn start_on(self, place: Place, organisation: &'static Organisation) -> TestApp {
        let mut config = Defaults::parse_from(["test"])
            .options
            .config(place.folder.path());
        config.workers = Some(2);
        config.limits = self.limits;
        (self.adjust)(&mut config);
        let clock = self.clock;
        let db = Db::open(&place.url, None, &self.db).expect("the database opens");
        let secret = Secret::new(SECRET).expect("long enough");
        let mut built = App::build(config, db, clock.clone(), secret)
            .await
            .expect("the app is built");
        built.attempt_closed.extend(self.told);
        let phones = Arc::new(Phones::default());
        built.push.provider = self.provider.unwrap_or_else(|| phones.clone());
        let state = Data::new(built);
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        let address = listener.local_addr().expect("an address");
        let (handle, thread) = serve(state.clone(), listener);
        let http = reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .expect("a client");
        let runtime = tokio::runtime::Handle::current();
        TestApp {
            clock,
            state,
            address,
            http,
            organisation,
            runtime,
            handle,
            thread: Some(thread),
            place,
            phones,
        }
    }
}

impl TestApp {
    pub fn builder() -> Builder {
        Builder {
            limits: limits(1_000_000, 1_000_000, 1_000_000),
            db: DbOptions {
                readers: 2,
                writers: 4,
                ..DbOptions::default()
            },
            adjust: Box::new(|_| {}),
            told: Vec::new(),
            provider: None,
            clock: Clock::fixed(fixture::start()),
        }
    }

    /// The running application: its database, limits, caches.
    pub fn state(&self) -> Data<App> {
        self.state.clone()
    }

    /// A unit of the organisation: `city`, `ward_a`, `ward_b`, `cell_a1`, `cell_a2`, `cell_b1`.
    #[track_caller]
    pub fn unit(&self, name: &str) -> &'static Unit {
        self.organisation
            .units
            .get(name)
            .unwrap_or_else(|| panic!("no unit {name} in the fixture"))
    }

    /// Somebody of the organisation: `member`, `secretary`, `newcomer` …
    #[track_caller]
    pub fn person(&self, name: &str) -> &'static Person {
        self.organisation
            .people
            .get(name)
            .unwrap_or_else(|| panic!("no {name} in the fixture"))
    }

    /// Somebody of the organisation, signed in. Made anew after the clock was moved, he has a new token of the same session.
    #[track_caller]
    pub fn actor(&self, name: &str) -> Actor {
        let person = self.person(name);
        self.actor_with_session(person.public_id, person.session)
    }

    /// A caller with a token for a session that the test made itself.
    #[track_caller]
    pub fn actor_with_session(
        &self,
        member: sotay::kernel::ids::PublicId,
        session: sotay::kernel::ids::PublicId,
    ) -> Actor {
        let (ring, issuer) = (&self.state.authenticator.ring, &self.state.config.issuer);
        let token =
            tokens::issue(ring, issuer, member, session, self.clock.now()).expect("a token");
        self.anonymous().with_token(&token)
    }

    /// The same session with a token of now.
    #[track_caller]
    pub fn sign_in_again(&self, name: &str) -> Actor {
        self.actor(name)
    }

    pub fn anonymous(&self) -> Actor {
        Actor::new(self.http.clone(), format!("http://{}", self.address))
    }
    pub fn member(&self) -> Actor {
        self.actor("member")
    }
    pub fn secretary(&self) -> Actor {
        self.actor("secretary")
    }
    pub fn deputy(&self) -> Actor {
        self.actor("deputy")
    }
    pub fn officer(&self) -> Actor {
        self.actor("officer")
    }
    pub fn stranger(&self) -> Actor {
        self.actor("stranger")
    }
    pub fn roster_officer(&self) -> Actor {
        self.actor("roster_officer")
    }
    pub fn author(&self) -> Actor {
        self.actor("author")
    }
    pub fn publisher(&self) -> Actor {
        self.actor("publisher")
    }
    pub fn auditor(&self) -> Actor {
        self.actor("auditor")
    }
    pub fn admin(&self) -> Actor {
        self.actor("admin")
    }

    /// Where the server listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The database of this test.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// Waits for a future where there is no `await`: in the `request` of a row of the authorisation table.
    pub fn wait<F: Future>(&self, future: F) -> F::Output {
        self.runtime.block_on(future)
    }

    /// Closes the attempts whose time is over, as upkeep does; answers how many.
    pub async fn close_expired_attempts(&self) -> usize {
        sotay::quizzes::close_expired(&self.state)
            .await
            .expect("attempts are closed")
    }

    /// What was sent to phones, and what they answer.
    pub fn phones(&self) -> &Phones {
        &self.phones
    }

    /// Tells and sends what is due now, to its end; answers how many rounds that took.
    pub async fn drain_pushes(&self) -> usize {
        sotay::push::drain(&self.state)
            .await
            .expect("pushes are sent")
    }

    /// Runs the jobs that wait until none does; answers how many.
    pub async fn drain_jobs(&self) -> usize {
        let kinds = sotay::wiring::job_kinds();
        sotay::jobs::drain(&self.state, &kinds)
            .await
            .expect("the jobs are run")
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        // The command is sent at once; the answer is the end of the thread.
        drop(self.handle.stop(false));
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Serves on a thread with a runtime of its own, as the binary does.
fn serve(state: Data<App>, listener: TcpListener) -> (ServerHandle, JoinHandle<()>) {
    let (send, receive) = mpsc::channel();
    let thread = std::thread::spawn(move || {
        actix_web::rt::System::new().block_on(async move {
            let server = sotay::server::start(&state, listener).expect("the server starts");
            send.send(server.handle()).expect("the test waits");
            drop(state);
            server.await.expect("the server ends well");
        });
    });
    (receive.recv().expect("the server runs"), thread)
}

fn limits(address: u32, account: u32, sign_in: u32) -> LimitOptions {
    let count = |number| NonZeroU32::new(number).expect("a limit of at least one");
    LimitOptions {
        address_per_minute: count(address),
        account_per_minute: count(account),
        sign_in_per_minute: count(sign_in),
    }
}
