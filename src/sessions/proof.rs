//! How a caller proves who he is: by password or by one-time code. Attempts are counted before the proof is checked.

use std::net::IpAddr;

use super::attempts::{Count, Counted};
use super::model::{Candidate, FittingCode, OwnPassword};
use super::queries;
use super::rules::code::{self, CodePurpose};
use super::rules::delay::CODE_TRIES;
use super::rules::identifier::Identifier;
use super::rules::{IDENTIFIER_SHARED, PASSWORD_REFUSED, SIGN_IN_REFUSED, password};
use crate::app::App;
use crate::auth::passwords::{Checked, Password};
use crate::auth::{Public, Viewer};
use crate::error::Error;

/// A member whose password was right.
#[derive(Clone)]
pub(super) struct Proven {
    pub member: Candidate,
    /// The hash to keep: the verified one, or a new one where that was made with weaker parameters.
    pub hash: String,
}

/// Finds the member by identifier and password.
///
/// # Errors
/// 401 whatever is wrong, 429 while the caller has to wait, 409 when the password fits several members.
pub(super) async fn by_password(
    app: &App,
    public: &Public,
    typed: &str,
    password: Password,
    network: IpAddr,
) -> Result<Proven, Error> {
    let identifier = Identifier::parse(typed);
    let here = Counted::password(&identifier, network);
    app.attempts.begin(here, public.now())?;
    let (candidates, is_known) = match candidates(app, public, &identifier, network).await {
        Ok(found) => found,
        Err(error) => return Err(taken_back(app, &[here], error)),
    };
    let anywhere = Counted::password_from_anywhere(&identifier);
    if !is_known && let Err(wait) = app.attempts.begin(anywhere, public.now()) {
        return Err(taken_back(app, &[here], wait));
    }
    let counted = if is_known {
        vec![here]
    } else {
        vec![here, anywhere]
    };
    let hashes = candidates
        .iter()
        .map(|candidate| candidate.password_hash.clone())
        .collect();
    let checked = match app
        .passwords
        .check(password, hashes, identifier.verifications())
        .await
    {
        Ok(checked) => checked,
        Err(error) => return Err(taken_back(app, &counted, error)),
    };
    let proven = the_one(candidates, checked)?;
    app.attempts.forget(here);
    if !is_known {
        app.attempts.take_back(anywhere);
    }
    Ok(proven)
}

async fn candidates(
    app: &App,
    public: &Public,
    identifier: &Identifier,
    network: IpAddr,
) -> Result<(Vec<Candidate>, bool), Error> {
    let (public, identifier) = (public.clone(), identifier.clone());
    app.db
        .read(move |conn| {
            let candidates = queries::accounts::candidates(conn, &public, &identifier)?;
            let is_known = queries::accounts::is_known_network(
                conn,
                &public,
                &identifier,
                &candidates,
                network,
            )?;
            Ok((candidates, is_known))
        })
        .await
}

fn the_one(candidates: Vec<Candidate>, checked: Checked) -> Result<Proven, Error> {
    match checked.matches.as_slice() {
        [] => Err(SIGN_IN_REFUSED.into()),
        [only] => {
            let member = candidates.into_iter().nth(*only).ok_or(SIGN_IN_REFUSED)?;
            let hash = checked
                .rehashed
                .unwrap_or_else(|| member.password_hash.clone());
            Ok(Proven { member, hash })
        }
        _ => Err(IDENTIFIER_SHARED.into()),
    }
}

/// Checks the password of a caller who is signed in.
///
/// # Errors
/// 401 when it is not right, 429 while the caller has to wait.
pub(super) async fn by_current_password(
    app: &App,
    viewer: &Viewer,
    password: Password,
    network: IpAddr,
) -> Result<OwnPassword, Error> {
    let counted = Counted::current_password(viewer.member_id(), network);
    app.attempts.begin(counted, viewer.now())?;
    let actor = viewer.clone();
    let own = app
        .db
        .read(move |conn| queries::accounts::own_password(conn, &actor))
        .await;
    let own = own.map_err(|error| taken_back(app, &[counted], error))?;
    let hashes = own.iter().map(|own| own.hash.clone()).collect();
    let checked = app.passwords.check(password, hashes, 1).await;
    let checked = checked.map_err(|error| taken_back(app, &[counted], error))?;
    let own = own
        .filter(|_| !checked.matches.is_empty())
        .ok_or(PASSWORD_REFUSED)?;
    app.attempts.forget(counted);
    Ok(own)
}

/// What came of a one-time code.
pub(super) struct CodeProof {
    /// To be forgotten when the code was used.
    pub counted: Counted,
    /// The code and the hash of the password that was chosen. `None`: something was wrong.
    pub fitting: Option<(FittingCode, String)>,
}

/// What is typed to use a one-time code.
pub(super) struct TypedCode<'a> {
    pub purpose: CodePurpose,
    pub identifier: &'a str,
    pub code: &'a str,
    pub password: &'a str,
}

/// Finds the member by identifier and one-time code, and hashes the password he chose.
///
/// # Errors
/// 429 while the caller has to wait, 422 when the code is right but the password may not be used.
pub(super) async fn by_code(
    app: &App,
    public: &Public,
    typed: &TypedCode<'_>,
    network: IpAddr,
) -> Result<CodeProof, Error> {
    let (purpose, identifier) = (typed.purpose, Identifier::parse(typed.identifier));
    let counted = Counted::code(purpose.code(), &identifier, network);
    let before = app.attempts.begin(counted, public.now())?;
    let (actor, code) = (public.clone(), code::normal(typed.code));
    let found = app
        .db
        .read(move |conn| queries::codes::fitting(conn, &actor, &identifier, purpose, &code))
        .await;
    let found = found.map_err(|error| taken_back(app, &[counted], error))?;
    let Some(found) = found.filter(|found| !is_spoilt(before, found)) else {
        return Ok(CodeProof {
            counted,
            fitting: None,
        });
    };
    // From here on the code was right: what is wrong now is no guess.
    app.attempts.take_back(counted);
    password::check(typed.password, &found.owner, "/password")?;
    let hash = app.passwords.hash(Password::new(typed.password)).await?;
    Ok(CodeProof {
        counted,
        fitting: Some((found, hash)),
    })
}

/// Whether this network has tried too often since the code was issued.
fn is_spoilt(before: Option<Count>, found: &FittingCode) -> bool {
    before.is_some_and(|count| count.failures >= CODE_TRIES && count.last >= found.issued_at)
}

fn taken_back(app: &App, counted: &[Counted], error: Error) -> Error {
    for counted in counted {
        app.attempts.take_back(*counted);
    }
    error
}
