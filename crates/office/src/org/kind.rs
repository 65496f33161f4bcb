//! Kinds of unit. The record keeps their words; what a kind is called stands in the messages (`unit-kind-…`).

/// Party committee of a province or centrally run city (đảng bộ tỉnh, thành phố).
pub const PROVINCE_COMMITTEE: &str = "province_committee";
/// Party committee of a district (đảng bộ huyện); none is established any more, those on record stay.
pub const DISTRICT_COMMITTEE: &str = "district_committee";
/// Party committee of a commune (đảng bộ xã, phường, đặc khu; earlier also thị trấn).
pub const COMMUNE_COMMITTEE: &str = "commune_committee";
/// Party committee of an agency or force (đảng bộ cơ sở khác).
pub const AGENCY_COMMITTEE: &str = "agency_committee";
/// Party committee below one at the grassroots (đảng bộ trực thuộc cơ sở, đảng bộ bộ phận).
pub const ATTACHED_COMMITTEE: &str = "attached_committee";
/// Party cell (chi bộ).
pub const CELL: &str = "cell";
/// Party group within a cell (tổ đảng); its members belong to the cell.
pub const PARTY_GROUP: &str = "party_group";
/// Advisory body of a committee (ban, ủy ban kiểm tra, văn phòng).
pub const BOARD: &str = "board";
/// People's committee (ủy ban nhân dân).
pub const GOVERNMENT: &str = "government";
/// Fatherland Front committee.
pub const FRONT: &str = "front";
/// Mass organisation.
pub const MASS_ORGANISATION: &str = "mass_organisation";
/// Association with tasks given by the Party and the state (hội quần chúng).
pub const ASSOCIATION: &str = "association";
/// People's inspection board (ban thanh tra nhân dân).
pub const PEOPLE_INSPECTION: &str = "people_inspection";
/// Board that supervises investment in the community (ban giám sát đầu tư của cộng đồng).
pub const COMMUNITY_SUPERVISION: &str = "community_supervision";

/// Committees of the Party, the highest first.
pub const COMMITTEES: [&str; 5] =
    [PROVINCE_COMMITTEE, DISTRICT_COMMITTEE, COMMUNE_COMMITTEE, AGENCY_COMMITTEE, ATTACHED_COMMITTEE];

/// Committees of the Party that stand for an area: where they become one or fall apart, so do the areas.
pub const OF_AREAS: [&str; 3] = [PROVINCE_COMMITTEE, DISTRICT_COMMITTEE, COMMUNE_COMMITTEE];

/// Kinds that may stand beside the Party's tree: state, Front and what the Front gathers.
pub const BESIDE: [&str; 6] =
    [GOVERNMENT, FRONT, MASS_ORGANISATION, ASSOCIATION, PEOPLE_INSPECTION, COMMUNITY_SUPERVISION];

/// Kinds of unit that are established today, in the order in which people look for them.
pub const ESTABLISHED: [&str; 13] = [
    CELL,
    PARTY_GROUP,
    COMMUNE_COMMITTEE,
    AGENCY_COMMITTEE,
    ATTACHED_COMMITTEE,
    PROVINCE_COMMITTEE,
    BOARD,
    GOVERNMENT,
    FRONT,
    MASS_ORGANISATION,
    ASSOCIATION,
    PEOPLE_INSPECTION,
    COMMUNITY_SUPERVISION,
];

/// Whether units of the kind are led in terms of office: committees and cells of the Party, people's committees (whose
/// term is that of the council that elects them), the Front, mass organisations and associations.
pub fn has_terms(kind: &str) -> bool {
    COMMITTEES.contains(&kind) || [CELL, GOVERNMENT, FRONT, MASS_ORGANISATION, ASSOCIATION].contains(&kind)
}

/// Whether units of the kind are the Party's own: its committees, cells and groups, and the boards of its committees.
pub fn is_of_party(kind: &str) -> bool {
    COMMITTEES.contains(&kind) || [CELL, PARTY_GROUP, BOARD].contains(&kind)
}

/// Whether units of the kind bear an organisation's code: committees and cells of the Party.
pub fn has_code(kind: &str) -> bool {
    COMMITTEES.contains(&kind) || kind == CELL
}
