//! The decisions, as tables of cases.

mod build;
mod byline;
mod composing;
mod due;
mod edit_mistakes;
mod editing;
mod feeds_atom;
mod feeds_beside_feedrs;
mod feeds_broken;
mod feeds_budgets;
mod feeds_charset;
mod formats;
mod guard;
mod health;
mod importing;
mod leaving;
mod mailing;
mod matching;
mod parsing;
mod ranking;
mod refreshing;
mod rendering;
mod rendering_text;
mod scheduling;
mod ten_years;
mod why;
