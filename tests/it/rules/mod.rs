//! The decisions, as tables of cases.
