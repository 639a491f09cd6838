//! Who may hand a one-time code to whom.

use crate::auth::Role;
use crate::error::Rule;

pub const CODE_FOR_ONESELF: Rule = Rule::forbidden(
    "code_for_oneself",
    "Bạn không thể tự cấp mã cho mình; hãy nhờ bí thư hoặc cán bộ tổ chức khác.",
    "You cannot issue a code to yourself; ask another officer.",
);
pub const CODE_NOT_FOR_THIS_ROLE: Rule = Rule::forbidden(
    "code_not_for_this_role",
    "Người này giữ chức trách mà bạn không được cấp mã; hãy nhờ cán bộ tổ chức cấp trên.",
    "This member holds a role that you may not issue a code for; ask the roster officer above you.",
);
pub const MEMBER_NOT_ACTIVE: Rule = Rule::conflict(
    "member_not_active",
    "Người này không còn sinh hoạt ở đây nên không thể cấp mã.",
    "This member's standing has ended, so no code can be issued.",
);
pub const ALREADY_ACTIVATED: Rule = Rule::conflict(
    "account_already_activated",
    "Tài khoản này đã được kích hoạt; nếu quên mật khẩu, hãy cấp mã đặt lại.",
    "This account is activated already; for a forgotten password issue a reset code.",
);
pub const NOT_ACTIVATED: Rule = Rule::conflict(
    "account_not_activated",
    "Tài khoản này chưa được kích hoạt; hãy cấp mã kích hoạt.",
    "This account is not activated yet; issue an activation code.",
);

/// A role of the one who issues a code, and the units it covers among those that matter here.
pub struct IssuerRole {
    pub role: Role,
    pub covers: Vec<i64>,
}

/// Whether someone with these roles may hand a code to a holder of `held` (role and unit; `None` for a role this
/// binary does not know). A code is a way into the account, so each role must be one that the issuer's own office
/// covers, both in rank and in the tree. `home` is the unit of the member's record.
pub fn may_issue(issuer: &[IssuerRole], home: i64, held: &[(Option<Role>, i64)]) -> bool {
    held.iter().all(|(role, unit)| {
        role.is_some_and(|role| {
            issuer.iter().any(|own| {
                own.role.may_issue_code_to(role)
                    && own.covers.contains(&home)
                    && own.covers.contains(unit)
            })
        })
    })
}

#[cfg(test)]
mod tests {
    use super::{IssuerRole, may_issue};
    use crate::auth::Role::{
        self, Administrator, Auditor, CellSecretary, CommitteeOfficer, DeputySecretary, Publisher,
        RosterOfficer,
    };

    const CITY: i64 = 1;
    const WARD: i64 = 2;
    const CELL: i64 = 3;

    fn may(role: Role, covers: &[i64], held: &[(Role, i64)]) -> bool {
        let held: Vec<_> = held
            .iter()
            .map(|(role, unit)| (Some(*role), *unit))
            .collect();
        may_issue(
            &[IssuerRole {
                role,
                covers: covers.to_vec(),
            }],
            CELL,
            &held,
        )
    }

    #[test]
    fn a_code_never_leads_upwards() {
        assert!(may(CellSecretary, &[CELL], &[]));
        assert!(may(CellSecretary, &[CELL], &[(DeputySecretary, CELL)]));
        assert!(!may(CellSecretary, &[CELL], &[(CellSecretary, CELL)]));
        assert!(!may(CellSecretary, &[CELL], &[(CommitteeOfficer, WARD)]));
        let everywhere = [CITY, WARD, CELL];
        assert!(may(RosterOfficer, &everywhere, &[(Publisher, CITY)]));
        assert!(!may(RosterOfficer, &everywhere, &[(Administrator, CELL)]));
        assert!(!may(
            RosterOfficer,
            &everywhere,
            &[(CellSecretary, CELL), (Auditor, CITY)]
        ));
    }

    #[test]
    fn a_code_never_leads_out_of_the_subtree() {
        assert!(may(RosterOfficer, &[WARD, CELL], &[(CellSecretary, CELL)]));
        assert!(!may(RosterOfficer, &[WARD, CELL], &[(Publisher, CITY)]));
        assert!(!may(RosterOfficer, &[WARD], &[(CellSecretary, WARD)]));
    }

    #[test]
    fn a_role_that_is_not_known_is_nobodys_to_open() {
        let issuer = IssuerRole {
            role: RosterOfficer,
            covers: vec![CITY, WARD, CELL],
        };
        assert!(!may_issue(&[issuer], CELL, &[(None, CELL)]));
    }
}
