//! The buttons beside blogs: release, settle, write a move down; agree with an opt-out, or not.

use super::super::form::DeskForm;
use super::Done;
use crate::model::blog::BlogId;
use crate::web::Site;
use crate::web::parts::Parts;
use crate::web::texts::not_found;
use axum::extract::State;
use axum::response::Response;
use std::sync::Arc;

/// Release, settle or move.
pub async fn on_a_blog(State(site): State<Arc<Site>>, Parts((blog, act)): Parts<(String, String)>, form: DeskForm) -> Response {
    let Some(blog) = BlogId::parse(&blog) else { return not_found(State(site)).await };
    let desk = site.list_desk(form.editor.session.address.expose());
    let counted = |count: usize, done: Done| if count == 0 { Done::Nothing } else { done };
    let end = match act.as_str() {
        "release" => desk.release(&blog).await.map(|count| counted(count, Done::Released)),
        "settle" => desk.settle_as_old(&blog).await.map(|count| counted(count, Done::Settled)),
        "move" => desk.write_move(&blog).await.map(|was_there| if was_there { Done::Moved } else { Done::Nothing }),
        _ => return not_found(State(site.clone())).await,
    };
    site.after(end)
}

/// Agree or decline.
pub async fn opt_out(State(site): State<Arc<Site>>, Parts((id, act)): Parts<(i64, String)>, form: DeskForm) -> Response {
    let blogs = site.list.borrow().clone();
    let desk = site.list_desk(form.editor.session.address.expose());
    let told = |is_done: bool, done: Done| if is_done { done } else { Done::Nothing };
    let end = match act.as_str() {
        "accept" => desk.agree(id, &blogs).await.map(|is_done| told(is_done, Done::Forgotten)),
        "decline" => desk.refuse(id, form.get("because")).await.map(|is_done| told(is_done, Done::Declined)),
        _ => return not_found(State(site.clone())).await,
    };
    site.after(end)
}
