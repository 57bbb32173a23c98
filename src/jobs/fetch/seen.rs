//! What a pass has done so far, told as it happens.

use super::FetchReport;
use crate::model::blog::Blog;
use crate::model::update::ReadOutcome;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Shared by the stages of a pass.
pub struct Seen<'a, 's>(Mutex<SoFar<'a, 's>>);

struct SoFar<'a, 's> {
    report: FetchReport<'a>,
    /// Rows of the list that are not passed over.
    total: usize,
    tell: Tell<'s>,
}

/// Hears of each outcome.
type Tell<'s> = Box<dyn FnMut(usize, &Blog, &ReadOutcome) + Send + 's>;

impl<'a, 's> Seen<'a, 's> {
    /// Nothing yet, of so many rows.
    pub fn new(total: usize, tell: impl FnMut(usize, &Blog, &ReadOutcome) + Send + 's) -> Self {
        Self(Mutex::new(SoFar { report: FetchReport::default(), total, tell: Box::new(tell) }))
    }

    /// So many rows are not for this pass.
    pub fn pass_over(&self, rows: usize) {
        let mut so_far = self.so_far();
        so_far.total = so_far.total.saturating_sub(rows);
    }

    /// A blog has been read, or is not read although a person wants it.
    pub fn note(&self, blog: &'a Blog, outcome: ReadOutcome) {
        let so_far = &mut *self.so_far();
        (so_far.tell)(so_far.total, blog, &outcome);
        so_far.report.outcomes.push((blog, outcome));
    }

    /// Something that a person should know.
    pub fn notice(&self, notice: String) {
        self.so_far().report.notices.push(notice);
    }

    /// All of it.
    pub fn into_report(self) -> FetchReport<'a> {
        self.0.into_inner().unwrap_or_else(PoisonError::into_inner).report
    }

    fn so_far(&self) -> MutexGuard<'_, SoFar<'a, 's>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
