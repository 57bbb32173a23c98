//! The pages before judges: browsers, checkers, attackers, the clock.

mod eyes;
mod markup;
mod town;
