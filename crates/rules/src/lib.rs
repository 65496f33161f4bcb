//! Dated rulesets: parameters, targets, denominators. No IO.
