//! A form that one of our pages sent: small, from here, with the visitor's network address.

use super::Site;
use super::pages::Page;
use crate::rules::visitors::{FormOrigin, client_address, is_forgotten_proxy, is_our_form};
use axum::body::Body;
use axum::extract::{ConnectInfo, FromRequest, Request};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use futures_util::StreamExt;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

/// Largest form taken, in bytes: ours have five short fields.
const LARGEST: usize = 16 * 1024;

/// The same at the desk, where remarks are written: what is too long for a remark still comes back to who typed it.
pub const LARGEST_AT_THE_DESK: usize = 1024 * 1024;

/// More than this is not even read to its end: whoever sends it learns nothing.
const NOT_READ: usize = 1024 * 1024;

/// A form has to arrive within this.
const SLOWEST: Duration = Duration::from_secs(15);

/// What was sent.
#[derive(Debug)]
pub struct Form {
    fields: Vec<(String, String)>,
    /// Who sent it, as far as the proxies in between are ours.
    pub visitor: IpAddr,
}

impl Form {
    /// A field's first value, without spaces around it; empty where it is missing.
    pub fn get(&self, name: &str) -> &str {
        self.fields.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value.trim())
    }

    /// All fields in the order in which they came.
    pub fn fields(&self) -> &[(String, String)] {
        &self.fields
    }
}

impl FromRequest<Arc<Site>> for Form {
    type Rejection = Response;

    async fn from_request(request: Request, site: &Arc<Site>) -> Result<Self, Response> {
        Self::read(request, site, LARGEST).await
    }
}

impl Form {
    /// Reads a form of at most so many bytes.
    pub async fn read(request: Request, site: &Arc<Site>, largest: usize) -> Result<Self, Response> {
        let visitor = visitor(&request, site);
        let is_ours = is_our_form(origin_of(request.headers()), &site.settings.site.url);
        let body = match tokio::time::timeout(SLOWEST, read(request.into_body(), largest)).await {
            Ok(Some(body)) => body,
            Ok(None) => return Err(too_large(site)),
            Err(_) => return Err(too_slow(site)),
        };
        if !is_ours {
            return Err(from_elsewhere(site));
        }
        let fields = url::form_urlencoded::parse(&body).map(|(name, value)| (name.into_owned(), value.into_owned())).collect();
        Ok(Self { fields, visitor })
    }
}

fn visitor(request: &Request, site: &Site) -> IpAddr {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    let peer = peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |info| info.0.ip());
    let forwarded: Vec<&str> =
        request.headers().get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok()).collect();
    let trusted = &site.settings.trusted_proxies;
    if is_forgotten_proxy(peer, &forwarded, trusted) && !site.proxy_told.swap(true, Ordering::Relaxed) {
        tracing::warn!(
            "{peer} sends X-Forwarded-For and is not among [web] trusted_proxies, so everybody behind it counts as one visitor \
             and sign-ups will be held back. If it is your web server, set trusted_proxies = [\"{peer}\"]"
        );
    }
    client_address(peer, &forwarded, trusted)
}

fn origin_of(headers: &HeaderMap) -> FormOrigin<'_> {
    let get = |name: header::HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    FormOrigin {
        fetch_site: headers.get("sec-fetch-site").and_then(|value| value.to_str().ok()),
        origin: get(header::ORIGIN),
        host: get(header::HOST),
    }
}

/// The body, or `None` when it is too large. A little more than fits is read all the same: a connection that is closed on a
/// sender in mid-sentence shows no page.
async fn read(body: Body, largest: usize) -> Option<Vec<u8>> {
    let mut stream = body.into_data_stream();
    let (mut kept, mut length) = (Vec::new(), 0);
    while let Some(Ok(piece)) = stream.next().await {
        length += piece.len();
        if length <= largest {
            kept.extend_from_slice(&piece);
        } else if length > NOT_READ.max(2 * largest) {
            break;
        }
    }
    (length <= largest).then_some(kept)
}

fn too_large(site: &Site) -> Response {
    let text = "The form holds more than we can take. Go back, and send less of it.".to_owned();
    refusal(site, StatusCode::PAYLOAD_TOO_LARGE, "Too much", text)
}

fn too_slow(site: &Site) -> Response {
    refusal(site, StatusCode::REQUEST_TIMEOUT, "Not yet", "The form did not arrive in full. Please send it again.".to_owned())
}

fn from_elsewhere(site: &Site) -> Response {
    let text = "This form was sent from another website. Please use the form on ours.".to_owned();
    refusal(site, StatusCode::FORBIDDEN, "Not from here", text)
}

fn refusal(site: &Site, status: StatusCode, heading: &str, text: String) -> Response {
    site.say(status, &Page { heading: heading.to_owned(), paragraphs: vec![text], ..Page::default() })
}
