//! The rulesets that come with the program, embedded from the folder `rules/` at the top of the repository.

/// `(file name, text)` of every ruleset file of the repository.
pub const BUILTIN: &[(&str, &str)] = &[
    ("admission-208-qd-tw-2026.toml", include_str!("../../../rules/admission-208-qd-tw-2026.toml")),
    ("admission-24-qd-tw-2021.toml", include_str!("../../../rules/admission-24-qd-tw-2021.toml")),
    ("admission-29-qd-tw-2016.toml", include_str!("../../../rules/admission-29-qd-tw-2016.toml")),
    ("admission-before-2016.toml", include_str!("../../../rules/admission-before-2016.toml")),
    ("concurrent-posts-2025-07.toml", include_str!("../../../rules/concurrent-posts-2025-07.toml")),
    ("concurrent-posts-before-2025-07.toml", include_str!("../../../rules/concurrent-posts-before-2025-07.toml")),
    ("discipline-102-qd-tw-2017.toml", include_str!("../../../rules/discipline-102-qd-tw-2017.toml")),
    ("discipline-181-qd-tw-2013.toml", include_str!("../../../rules/discipline-181-qd-tw-2013.toml")),
    ("discipline-212-qd-tw-2026.toml", include_str!("../../../rules/discipline-212-qd-tw-2026.toml")),
    ("discipline-69-qd-tw-2022.toml", include_str!("../../../rules/discipline-69-qd-tw-2022.toml")),
    ("exemption-208-qd-tw-2026.toml", include_str!("../../../rules/exemption-208-qd-tw-2026.toml")),
    ("exemption-24-qd-tw-2021.toml", include_str!("../../../rules/exemption-24-qd-tw-2021.toml")),
    ("exemption-before-2021.toml", include_str!("../../../rules/exemption-before-2021.toml")),
    ("roles-general.toml", include_str!("../../../rules/roles-general.toml")),
    ("study-19-qd-tw-2026.toml", include_str!("../../../rules/study-19-qd-tw-2026.toml")),
    ("study-before-2026.toml", include_str!("../../../rules/study-before-2026.toml")),
    ("study-founding.toml", include_str!("../../../rules/study-founding.toml")),
    ("transfer-208-qd-tw-2026.toml", include_str!("../../../rules/transfer-208-qd-tw-2026.toml")),
    ("transfer-24-qd-tw-2021.toml", include_str!("../../../rules/transfer-24-qd-tw-2021.toml")),
    ("transfer-29-qd-tw-2016.toml", include_str!("../../../rules/transfer-29-qd-tw-2016.toml")),
    ("transfer-before-2016.toml", include_str!("../../../rules/transfer-before-2016.toml")),
];
