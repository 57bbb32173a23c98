//! The pages before judges: browsers, checkers, attackers, the clock.

mod big;
mod eyes;
mod figures;
mod guard;
mod mail_css;
mod markup;
mod payloads;
mod people;
mod town;
