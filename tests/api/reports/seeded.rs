//! A seeded city: its figures are those that a recount finds, and it goes only into an empty database.

use std::sync::Arc;

use sotay::auth::{Secret, System};
use sotay::db::DbOptions;
use sotay::demo::{Plan, Seed, Step, seed};
use sotay::error::Error;
use sotay::kernel::clock::Clock;
use sotay::progress;

use crate::support::{Empty, SECRET};

const CITY: Seed = Seed {
    plan: Plan {
        members: 1_300,
        wards: 3,
        cells: 30,
    },
    assignments: 4,
};

on_both_engines!(a_seeded_city_has_no_drift, Empty, |place| async move {
    let db = place.open(&DbOptions::default());
    let system = System::new(
        Arc::new(Secret::new(SECRET).unwrap()),
        Clock::System.now(),
        "seed",
    );
    let steps = std::cell::RefCell::new(Vec::new());
    let told = |step: Step| steps.borrow_mut().push(step);
    let sign_ins = seed(&db, &system, CITY, "no hash".to_owned(), told)
        .await
        .unwrap();
    assert!(sign_ins.iter().any(|entry| entry.role == "cell_secretary"));
    assert!(
        steps.borrow().contains(&Step::People(1_300)),
        "{:?}",
        steps.borrow()
    );
    let verifier = system.clone();
    let (figures, wrong, wrong_states) = db
        .read(move |conn| {
            let (mut figures, mut wrong, mut wrong_states) = (0, 0, 0);
            for assignment in progress::assignments_to_verify(conn, &verifier)? {
                let drift = progress::verify_counters(conn, &verifier, assignment.0, false)?;
                figures += drift.figures;
                wrong += drift.wrong;
                let mut after = Some(0);
                while let Some(from) = after {
                    let (count, next) = progress::wrong_states(conn, &verifier, assignment, from)?;
                    wrong_states += count;
                    after = next;
                }
                let mut after = Some(0);
                while let Some(from) = after {
                    let (missing, next) =
                        progress::missing_enrolments(conn, &verifier, assignment.0, from, false)?;
                    wrong_states += missing;
                    after = next;
                }
            }
            Ok((figures, wrong, wrong_states))
        })
        .await
        .unwrap();
    // As a whole and under the one requirement, in 30 cells.
    assert_eq!((figures, wrong, wrong_states), (4 * 2 * 30, 0, 0));
    let again = seed(&db, &system, CITY, "no hash".to_owned(), |_| {}).await;
    let Err(Error::Rule(rule)) = again else {
        panic!("a database that is not empty was filled");
    };
    assert_eq!(rule.code, "database_not_empty");
});
