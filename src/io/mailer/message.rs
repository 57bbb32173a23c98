//! From `Email` to bytes: RFC 5322 headers, multipart/alternative with the text first, quoted-printable, CRLF.

use crate::model::email::Email;
use crate::model::settings::MailSettings;
use anyhow::{Context, bail};
use lettre::Address;
use lettre::message::header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue};
use lettre::message::{Body, Mailbox, MessageBuilder, MultiPart, SinglePart};

/// The message as it goes to the server, its last line ended.
pub fn wire_format(email: &Email, mail: &MailSettings) -> anyhow::Result<Vec<u8>> {
    let from = address(mail.from.address.expose())?;
    let name = Some(mail.from.name.clone()).filter(|name| !name.is_empty());
    let mut builder = MessageBuilder::new()
        .from(Mailbox::new(name, from))
        .to(Mailbox::new(None, address(email.to.expose())?))
        .subject(checked(&email.subject)?)
        .date(email.date.into())
        .message_id(Some(checked(&email.message_id)?));
    if let Some(reply_to) = &mail.reply_to {
        builder = builder.reply_to(Mailbox::new(None, address(reply_to.expose())?));
    }
    for (name, value) in &email.headers {
        builder = builder.raw_header(one_line(name, value)?);
    }
    let parts = MultiPart::alternative()
        .boundary(email.boundary.clone())
        .singlepart(part(ContentType::TEXT_PLAIN, &email.text)?)
        .singlepart(part(ContentType::TEXT_HTML, &email.html)?);
    let message = builder.multipart(parts).context("while building the message")?;
    Ok(message.formatted())
}

fn address(text: &str) -> anyhow::Result<Address> {
    text.parse().context("an address that the mail library does not accept")
}

/// Refused, not repaired: a line break in a header value is an attack or a bug.
fn checked(value: &str) -> anyhow::Result<String> {
    if value.chars().any(char::is_control) {
        bail!("a header value holds a line break or control character");
    }
    Ok(value.to_owned())
}

/// One physical line: some signers break on folded List-Unsubscribe headers.
fn one_line(name: &'static str, value: &str) -> anyhow::Result<HeaderValue> {
    let value = checked(value)?;
    if !value.is_ascii() || value.len() > 900 {
        bail!("the header {name} has to be ASCII and shorter than a line");
    }
    let name = HeaderName::new_from_ascii(name.to_owned()).map_err(|_| anyhow::anyhow!("{name} is no header name"))?;
    Ok(HeaderValue::dangerous_new_pre_encoded(name, value.clone(), value))
}

/// Quoted-printable keeps the wire 7-bit and every line short, whatever the blogs wrote.
fn part(kind: ContentType, text: &str) -> anyhow::Result<SinglePart> {
    let crlf = text.replace("\r\n", "\n").replace('\r', "\n").replace('\n', "\r\n");
    let body = Body::new_with_encoding(crlf, ContentTransferEncoding::QuotedPrintable)
        .map_err(|_| anyhow::anyhow!("a part that quoted-printable cannot carry"))?;
    Ok(SinglePart::builder().header(kind).body(body))
}
