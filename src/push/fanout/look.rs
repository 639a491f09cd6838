//! What there is to do: asked by reading, so that an idle worker writes nothing.

use actix_web::web::Data;
use chrono::Duration;

use crate::app::App;
use crate::error::Error;
use crate::kernel::instant::Instant;
use crate::push::model::DevicePlatform;
use crate::push::queries::due::{self, Due};
use crate::push::queries::pace;

/// Messages are not taken on for later than this.
const AHEAD: Duration = Duration::seconds(1);

/// What the database says.
#[derive(Debug, Clone, Default)]
pub(super) struct Look {
    pub urgent: Due,
    pub routine: Due,
    pub paused_until: Option<Instant>,
    pub parked: Vec<(DevicePlatform, Instant)>,
}

impl Look {
    /// What is due in a lane.
    pub(super) fn lane(&self, urgent: bool) -> Due {
        if urgent { self.urgent } else { self.routine }
    }
}

/// Looks; where a pace is set, not at lanes that have as much before them as they may.
pub(super) async fn look(app: &Data<App>, paced: bool) -> Result<Look, Error> {
    let system = app.system("push");
    let look = app
        .db
        .read(move |conn| {
            let pace = pace::read(conn, &system)?;
            let far = |at: Option<Instant>| paced && at.is_some_and(|at| at > system.now() + AHEAD);
            let only_untold = pace.paused_until.is_some();
            let lane = |conn: &mut _, urgent, free_at| {
                if far(free_at) {
                    return Ok(Due::default());
                }
                due::look(conn, &system, urgent, only_untold)
            };
            Ok(Look {
                urgent: lane(conn, true, pace.urgent_free_at)?,
                routine: lane(conn, false, pace.routine_free_at)?,
                paused_until: pace.paused_until,
                parked: pace.parked,
            })
        })
        .await?;
    app.push.meters.paused(look.paused_until.is_some());
    Ok(look)
}
