//! What the log's codes mean, for people: pure.

use super::model::Kind;
use crate::auth::Role;
use crate::error::Text;

/// What was done with a person's record, in words that the person understands.
pub(super) fn action(action: &str, kind: Kind) -> Text {
    if let Some(text) = of_study(action) {
        return text;
    }
    match (action, kind) {
        ("get_member", _) => Text::new("Xem hồ sơ của bạn", "Looked at your record"),
        ("list_members", _) => Text::new(
            "Xem danh sách đảng viên có tên bạn",
            "Looked at a list of members with you in it",
        ),
        ("list_member_history" | "get_member_history", _) => Text::new(
            "Xem quá trình sinh hoạt của bạn",
            "Looked at the history of your memberships and standings",
        ),
        ("list_member_roles", _) => {
            Text::new("Xem chức vụ của bạn", "Looked at the offices you hold")
        }
        ("list_member_sessions", _) => Text::new(
            "Xem các thiết bị bạn đang đăng nhập",
            "Looked at the devices on which you are signed in",
        ),
        ("export_roster" | "create_roster_export", _) => Text::new(
            "Xuất danh sách đảng viên có tên bạn ra tệp",
            "Exported a list of members with you in it",
        ),
        ("import_roster" | "create_roster_import", Kind::View) => Text::new(
            "Đối chiếu hồ sơ của bạn với một danh sách",
            "Compared your record with a list",
        ),
        (_, Kind::View) => Text::new("Xem thông tin của bạn", "Looked at your data"),
        (_, Kind::Export) => Text::new("Xuất thông tin của bạn ra tệp", "Exported your data"),
        (_, Kind::Write) => Text::new("Thay đổi thông tin của bạn", "Changed your data"),
    }
}

fn of_study(action: &str) -> Option<Text> {
    Some(match action {
        "get_cell_report" | "list_missing_members" => Text::new(
            "Xem tiến độ học tập của bạn",
            "Looked at how far you are with an assignment",
        ),
        "create_report_export" => Text::new(
            "Xuất tiến độ học tập có tên bạn ra tệp",
            "Exported how far you are with an assignment",
        ),
        "get_member_assignment" => Text::new(
            "Xem kết quả học tập của bạn",
            "Looked at how far you are with an assignment",
        ),
        "record_study" => Text::new("Ghi nhận kết quả học tập của bạn", "Recorded study for you"),
        "list_excuses" => Text::new("Xem các lý do vắng học của bạn", "Looked at your excuses"),
        "create_excuse" | "end_excuse" => Text::new(
            "Ghi nhận lý do vắng học của bạn",
            "Recorded or ended an excuse of yours",
        ),
        _ => return None,
    })
}

/// The office under which somebody acted.
pub(super) fn acted_as(code: &str) -> Text {
    match Role::from_code(code) {
        Some(Role::CellSecretary) => Text::new("Bí thư chi bộ", "Cell secretary"),
        Some(Role::DeputySecretary) => Text::new("Phó bí thư chi bộ", "Deputy cell secretary"),
        Some(Role::CommitteeOfficer) => Text::new("Cán bộ cấp ủy", "Committee officer"),
        Some(Role::Author) => Text::new("Người soạn nội dung", "Author"),
        Some(Role::Publisher) => Text::new("Người duyệt và ban hành", "Publisher"),
        Some(Role::RosterOfficer) => Text::new("Cán bộ tổ chức", "Roster officer"),
        Some(Role::Auditor) => Text::new("Cán bộ kiểm tra, giám sát", "Auditor"),
        Some(Role::Administrator) => Text::new("Quản trị hệ thống", "System administrator"),
        None if code == "system" => Text::new("Hệ thống", "The server itself"),
        None if code == "anonymous" => Text::new("Người chưa đăng nhập", "Somebody not signed in"),
        None => Text::new("Đảng viên", "Member"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_and_kind_has_words() {
        let mut seen = std::collections::BTreeSet::new();
        for role in Role::ALL {
            assert!(
                seen.insert(acted_as(role.code()).vi.into_owned()),
                "{role:?}"
            );
        }
        assert!(!seen.contains(acted_as("system").vi.as_ref()));
        assert_eq!(
            action("something_new", Kind::Export).en,
            "Exported your data"
        );
        assert_ne!(
            action("get_member", Kind::View),
            action("something_new", Kind::View)
        );
    }
}
