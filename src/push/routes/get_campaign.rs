use actix_web::get;
use actix_web::web::Data;

use crate::app::App;
use crate::auth::Grant;
use crate::auth::permissions::ReadCampaigns;
use crate::error::Error;
use crate::http::{Answer, Path};
use crate::kernel::ids::PublicId;
use crate::push::queries::report::{self, Which};
use crate::push::views::CampaignView;

/// How far is a campaign?
///
/// Whom it has reached, what failed and why, how many have opened it, how fast it goes and how long it will take.
#[utoipa::path(
    tag = "push",
    params(("campaign_id" = PublicId, Path, description = "The campaign.")),
    responses((status = 200, description = "The campaign.", body = CampaignView)),
    security(("access_token" = []))
)]
#[get("/push/campaigns/{campaign_id}")]
pub async fn get_campaign(
    grant: Grant<ReadCampaigns>,
    app: Data<App>,
    campaign_id: Path<PublicId>,
) -> Result<Answer, Error> {
    let Path(id) = campaign_id;
    let found = app
        .db
        .read(move |conn| report::campaigns(conn, &grant, Which::One(id)))
        .await?;
    let campaign = found.first().ok_or(Error::NotFound)?;
    Answer::ok(&CampaignView::of(campaign))
}
