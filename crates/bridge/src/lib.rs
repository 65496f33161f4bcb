//! The bundle that crosses between the houses: types, sealing, opening, order.
