use actix_web::get;

use crate::auth::Grant;
use crate::auth::permissions::ImportRoster;
use crate::error::Error;
use crate::http::attachment::{self, FileBytes};
use crate::http::{Answer, Query};
use crate::rosters::files;
use crate::rosters::views::TemplateOptions;

/// The empty roster sheet
///
/// To be filled in and sent to `create_roster_import`. Columns with a star are required, their order is free: STT, Họ và
/// tên*, Ngày sinh, Giới tính, Số thẻ đảng*, Số định danh cá nhân (CCCD), Điện thoại, Thư điện tử, Chi bộ*, Ngày vào Đảng,
/// Ngày chính thức, Tình trạng. The two example rows are not imported.
#[utoipa::path(
    tag = "rosters",
    params(TemplateOptions),
    responses((
        status = 200,
        description = "The file.",
        headers(("Content-Disposition" = String)),
        content(
            (FileBytes = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            (FileBytes = "text/csv")
        )
    )),
    security(("access_token" = []))
)]
#[get("/rosters/template")]
pub async fn get_roster_template(
    grant: Grant<ImportRoster>,
    options: Query<TemplateOptions>,
) -> Result<Answer, Error> {
    let format = options.format.unwrap_or_default();
    let bytes = files::template(format, grant.now())?;
    let name = format!("Mẫu danh sách đảng viên.{}", format.extension());
    Ok(Answer::bytes(format.media_type(), bytes)
        .field("content-disposition", attachment::disposition(&name)))
}
