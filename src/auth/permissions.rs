//! Roles and what each may do: one pure table.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a member is entrusted with, over a unit and everything below it, from a day to a day.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Bí thư chi bộ.
    CellSecretary,
    /// Phó bí thư chi bộ.
    DeputySecretary,
    /// Cán bộ cấp ủy: reads a subtree.
    CommitteeOfficer,
    /// Người soạn nội dung.
    Author,
    /// Người duyệt và ban hành: never the author of the same paper.
    Publisher,
    /// Cán bộ tổ chức: keeps the roster.
    RosterOfficer,
    /// Kiểm tra, giám sát: reads the audit log.
    Auditor,
    /// Quản trị hệ thống.
    Administrator,
}

impl Role {
    pub const ALL: [Self; 8] = [
        Self::CellSecretary,
        Self::DeputySecretary,
        Self::CommitteeOfficer,
        Self::Author,
        Self::Publisher,
        Self::RosterOfficer,
        Self::Auditor,
        Self::Administrator,
    ];

    /// The stable word for it in the database and the API.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::CellSecretary => "cell_secretary",
            Self::DeputySecretary => "deputy_secretary",
            Self::CommitteeOfficer => "committee_officer",
            Self::Author => "author",
            Self::Publisher => "publisher",
            Self::RosterOfficer => "roster_officer",
            Self::Auditor => "auditor",
            Self::Administrator => "administrator",
        }
    }

    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }

    /// Whether the holder may do `permission` inside the unit of the grant.
    #[must_use]
    pub const fn may(self, permission: Code) -> bool {
        use Code as C;
        match permission {
            C::ReadMembers => matches!(
                self,
                Self::CellSecretary
                    | Self::DeputySecretary
                    | Self::CommitteeOfficer
                    | Self::RosterOfficer
                    | Self::Administrator
            ),
            C::ReadContacts => matches!(
                self,
                Self::CellSecretary | Self::DeputySecretary | Self::RosterOfficer
            ),
            C::ReadIdentity | C::ManageMembers | C::ImportRoster => {
                matches!(self, Self::RosterOfficer)
            }
            C::ExportRoster => matches!(self, Self::CellSecretary | Self::RosterOfficer),
            C::ManageUnits => matches!(self, Self::RosterOfficer | Self::Administrator),
            C::GrantRoles => matches!(self, Self::RosterOfficer | Self::Administrator),
            C::IssueCodes => matches!(
                self,
                Self::CellSecretary | Self::DeputySecretary | Self::RosterOfficer
            ),
            C::ReadAudit => matches!(self, Self::Auditor),
            C::WriteDocuments => matches!(self, Self::Author | Self::Publisher),
            C::PublishDocuments => matches!(self, Self::Publisher),
            C::ManageCatalogue => matches!(self, Self::Publisher | Self::Administrator),
            C::WriteQuizzes => matches!(self, Self::Author | Self::Publisher),
            C::ManageAssignments => matches!(
                self,
                Self::CellSecretary | Self::DeputySecretary | Self::Publisher
            ),
            C::ReadProgress => matches!(
                self,
                Self::CellSecretary
                    | Self::DeputySecretary
                    | Self::CommitteeOfficer
                    | Self::Publisher
            ),
            C::ReadCampaigns => matches!(self, Self::Publisher | Self::Administrator),
            C::ReadMemberProgress | C::RecordStudy | C::SendNudges => {
                matches!(self, Self::CellSecretary | Self::DeputySecretary)
            }
        }
    }

    /// Whether a holder of `self` may give or end `other`: nobody hands out more than the office allows.
    #[must_use]
    pub const fn may_grant(self, other: Self) -> bool {
        match self {
            Self::Administrator => true,
            Self::RosterOfficer => matches!(
                other,
                Self::CellSecretary | Self::DeputySecretary | Self::CommitteeOfficer
            ),
            _ => false,
        }
    }

    /// Whether a holder of `self` may hand an activation or reset code to a holder of `other`: a code is a way into
    /// the account, so it must not lead upwards.
    #[must_use]
    pub const fn may_issue_code_to(self, other: Self) -> bool {
        match self {
            Self::RosterOfficer => !matches!(
                other,
                Self::Administrator | Self::Auditor | Self::RosterOfficer
            ),
            Self::CellSecretary => matches!(other, Self::DeputySecretary),
            _ => false,
        }
    }
}

/// A thing that can be permitted, as a value; [`Permission`] is the same as a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = Permission, description = "What a role may permit.")]
pub enum Code {
    ReadMembers,
    ReadContacts,
    ReadIdentity,
    ManageMembers,
    ImportRoster,
    ExportRoster,
    ManageUnits,
    GrantRoles,
    IssueCodes,
    ReadAudit,
    WriteDocuments,
    PublishDocuments,
    ManageCatalogue,
    WriteQuizzes,
    ManageAssignments,
    ReadProgress,
    ReadMemberProgress,
    RecordStudy,
    SendNudges,
    ReadCampaigns,
}

impl Code {
    pub const ALL: [Self; 20] = [
        Self::ReadMembers,
        Self::ReadContacts,
        Self::ReadIdentity,
        Self::ManageMembers,
        Self::ImportRoster,
        Self::ExportRoster,
        Self::ManageUnits,
        Self::GrantRoles,
        Self::IssueCodes,
        Self::ReadAudit,
        Self::WriteDocuments,
        Self::PublishDocuments,
        Self::ManageCatalogue,
        Self::WriteQuizzes,
        Self::ManageAssignments,
        Self::ReadProgress,
        Self::ReadMemberProgress,
        Self::RecordStudy,
        Self::SendNudges,
        Self::ReadCampaigns,
    ];
}

/// A permission as a type, so that a handler's signature says what it needs.
pub trait Permission: Send + Sync + 'static {
    const CODE: Code;
}

macro_rules! permissions {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy)]
        pub struct $name;
        impl Permission for $name {
            const CODE: Code = Code::$name;
        }
    )*};
}

permissions! {
    /// See people's records (names, standing, membership) in the subtree.
    ReadMembers,
    /// See phone numbers and e-mail addresses unmasked.
    ReadContacts,
    /// See citizen ids unmasked.
    ReadIdentity,
    /// Add and change people, transfer them, record standings.
    ManageMembers,
    /// Import a roster.
    ImportRoster,
    /// Export a roster.
    ExportRoster,
    /// Create, rename, move, merge, split and close units.
    ManageUnits,
    /// Give and end roles.
    GrantRoles,
    /// Hand out activation and password reset codes.
    IssueCodes,
    /// Read the audit log.
    ReadAudit,
    /// Upload files, draft documents and change one's drafts.
    WriteDocuments,
    /// Approve, publish and withdraw documents that somebody else wrote.
    PublishDocuments,
    /// Keep the lists that documents are filed by: kinds, issuers, topics.
    ManageCatalogue,
    /// Write question banks and quizzes, and see how questions fare.
    WriteQuizzes,
    /// Say what is to be studied, by whom and until when.
    ManageAssignments,
    /// See how far units have come: figures, no names.
    ReadProgress,
    /// See by name who has not finished, in one's own cell.
    ReadMemberProgress,
    /// Record study in person, excuses and corrections, in one's own cell.
    RecordStudy,
    /// Remind those of one's own cell who have not finished.
    SendNudges,
    /// See how far campaigns of pushes are: figures, no names.
    ReadCampaigns,
}

#[cfg(test)]
mod tests {
    use super::{Code, Role};

    #[test]
    fn documents_are_in_the_hands_of_authors_and_publishers() {
        let holders = |code: Code| -> Vec<Role> {
            Role::ALL
                .into_iter()
                .filter(|role| role.may(code))
                .collect()
        };
        assert_eq!(
            holders(Code::WriteDocuments),
            [Role::Author, Role::Publisher]
        );
        assert_eq!(holders(Code::PublishDocuments), [Role::Publisher]);
        assert_eq!(
            holders(Code::ManageCatalogue),
            [Role::Publisher, Role::Administrator]
        );
    }

    #[test]
    fn every_permission_is_held_by_somebody() {
        for code in Code::ALL {
            assert!(Role::ALL.into_iter().any(|role| role.may(code)), "{code:?}");
        }
    }
}
