//! The contract of every public method of the store.
