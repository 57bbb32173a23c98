//! There is no such page: what may have been meant, and where to look.

use super::super::Site;
use crate::model::archive::Published;
use crate::rules::composing::title::long_date;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::NaiveDate;
use minijinja::context;
use std::sync::Arc;

/// Any address of ours that leads nowhere.
pub async fn not_found(State(site): State<Arc<Site>>) -> Response {
    let values = context! { heading => "Not found", said => "There is no page at this address." };
    site.show(StatusCode::NOT_FOUND, "web/not_found.html", values)
}

impl Site {
    /// The address of an edition on a date that has none.
    pub(super) async fn no_edition(&self, date: NaiveDate, nearest: anyhow::Result<Option<Published>>) -> Response {
        let nearest = match nearest {
            Ok(nearest) => nearest.map(|nearest| (nearest.title, format!("editions/{}", nearest.date))),
            Err(error) => return self.sorry("the archive", &error),
        };
        let said = format!("There is no edition of {}.", long_date(date));
        let values = context! { heading => "No edition on that day", said, nearest };
        self.show(StatusCode::NOT_FOUND, "web/not_found.html", values)
    }
}
