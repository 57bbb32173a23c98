//! Links that sign editors in: by mail to themselves, or printed for the operator.

use super::Stop;
use crate::io::tokens::{self, Keys, Purpose};
use crate::model::Instant;
use crate::model::address::EmailAddress;
use crate::model::desk::SignInLink;
use crate::model::notice::DeskLetter;
use crate::model::settings::Settings;
use crate::rules::tokens::sign_in_text;
use crate::store::{NewLink, NewSession, Store};

/// What signing in works with.
#[derive(Clone, Copy, Debug)]
pub struct Porch<'a> {
    /// The memory.
    pub store: &'a Store,
    /// For the links' secrets.
    pub keys: &'a Keys,
    /// Who the editors are.
    pub settings: &'a Settings,
    /// The time.
    pub now: Instant,
}

impl Porch<'_> {
    /// Mails a link to an editor, a few within the hour; to anybody else nothing. The answer is whether a mail was queued.
    pub async fn mail_link(&self, address: &EmailAddress) -> anyhow::Result<bool> {
        let Some(editor) = editor_of(self.settings, address) else { return Ok(false) };
        let seed = tokens::secret_text()?;
        let link = NewLink { mark: mark(&secret(self.keys, &seed)), editor: editor.clone() };
        Ok(self.store.mail_sign_in(link, seed, letter(self.settings), self.now).await?)
    }

    /// Makes a link for the operator; an address that is no editor's is refused.
    pub async fn make_link(&self, address: &EmailAddress) -> anyhow::Result<String> {
        let editor = editor_of(self.settings, address).ok_or_else(|| {
            Stop::Settings(format!("{} is no editor; write it into [editors] addresses in the settings", address.expose()))
        })?;
        let secret = secret(self.keys, &tokens::secret_text()?);
        self.store.make_sign_in(NewLink { mark: mark(&secret), editor: editor.clone() }, self.now).await?;
        Ok(link(self.settings, &secret))
    }

    /// What stands behind a link. Changes nothing; who is an editor no longer is behind none.
    pub async fn look(&self, secret: &str) -> anyhow::Result<Option<SignInLink>> {
        let found = self.store.sign_in_link(mark(secret), self.now).await?;
        let is_stranger =
            |found: &SignInLink| matches!(found, SignInLink::Open(address) if editor_of(self.settings, address).is_none());
        Ok(found.filter(|found| !is_stranger(found)))
    }

    /// Uses a link: the answer is the secret that the browser keeps, or none where the link does not sign in.
    pub async fn open(&self, secret: &str, browser: String) -> anyhow::Result<Option<String>> {
        let Some(SignInLink::Open(_)) = self.look(secret).await? else { return Ok(None) };
        let kept = tokens::secret_text()?;
        let session = NewSession { mark: mark(&kept), browser };
        Ok(self.store.use_sign_in(mark(secret), session, self.now).await?.then_some(kept))
    }
}

/// The link that a seed makes.
pub fn link_of(keys: &Keys, settings: &Settings, seed: &str) -> String {
    link(settings, &secret(keys, seed))
}

/// The editor with this address, as the settings spell it.
pub fn editor_of<'a>(settings: &'a Settings, address: &EmailAddress) -> Option<&'a EmailAddress> {
    settings.editors.iter().find(|editor| editor.canonical() == address.canonical())
}

fn secret(keys: &Keys, seed: &str) -> String {
    keys.sign(Purpose::Desk, &sign_in_text(seed))
}

fn mark(secret: &str) -> String {
    tokens::sha256(secret.as_bytes())
}

fn link(settings: &Settings, secret: &str) -> String {
    format!("{}desk/sign-in/{secret}", settings.site.url)
}

/// The button's address is made when the mail is written: until then not even the queue knows it.
fn letter(settings: &Settings) -> DeskLetter {
    let title = &settings.site.title;
    DeskLetter {
        subject: format!("Sign in at the desk of {title}"),
        heading: "Come in".to_owned(),
        paragraphs: vec![format!("Somebody, most likely you, asked for a link to the desk of {title}. It works once, for fifteen minutes.")],
        button: Some(("Open the desk".to_owned(), String::new())),
        afterwards: vec![
            "If it was not you, do nothing: nobody comes in without this mail. Keep it to yourself, because the link works for whoever has it.".to_owned(),
        ],
    }
}
