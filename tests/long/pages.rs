//! The pages before judges: browsers, checkers, attackers, the clock.

mod eyes;
mod mail_css;
mod markup;
mod town;
