//! What an office asks of those who come in.

use crate::reader::Fields;

/// How people come into the office.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignInRule {
    /// Days for which a printed invitation holds: 1 to 180.
    pub invitation_days: u32,
    /// Keys of the roles whose holders need a second factor besides the password. May be empty.
    pub second_factor_roles: Vec<String>,
}

impl SignInRule {
    /// Whether the holder of a role needs a second factor.
    pub fn asks_second_of(&self, role: &str) -> bool {
        self.second_factor_roles.iter().any(|key| key == role)
    }
}

pub(crate) fn read(fields: &mut Fields) -> Option<SignInRule> {
    let invitation_days = fields.number("invitation_days", 1..=180);
    let second_factor_roles = fields.texts("second_factor_roles");
    Some(SignInRule { invitation_days: invitation_days?, second_factor_roles: second_factor_roles? })
}
