//! Pages that only tell: what is kept of people, how blogs are read, who can use the site. Each must stay true of the code.

use crate::model::edition::NamedLink;
use crate::model::settings::Settings;
use serde::Serialize;

/// When the accessibility statement was last looked over.
const LOOKED_OVER: &str = "22 November 2026";

/// A page of words.
#[derive(Clone, Debug, Serialize)]
pub struct TextView {
    /// The page's name in addresses.
    pub name: &'static str,
    /// Its `<h1>`.
    pub heading: &'static str,
    /// For search engines.
    pub description: String,
    /// Its parts; the first has no heading.
    pub parts: Vec<PartView>,
}

/// A part of it.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PartView {
    heading: Option<&'static str>,
    paragraphs: Vec<String>,
    links: Vec<NamedLink>,
    /// A page of ours to go on with: its words and its name; left out among static files.
    next: Option<(&'static str, &'static str)>,
}

fn part(heading: Option<&'static str>, paragraphs: &[&str]) -> PartView {
    PartView { heading, paragraphs: paragraphs.iter().map(|one| (*one).to_owned()).collect(), ..PartView::default() }
}

/// For publishers who find us in their logs.
pub fn about_our_fetcher(settings: &Settings) -> TextView {
    let title = &settings.site.title;
    let what = format!(
        "{title} reads the feeds of public-sector blogs to make a weekly digest. It shows titles, a short extract and a link, never the whole post."
    );
    let ask = "Each blog's page here has a form with which its makers can ask us to stop: then it is read no longer, the words of its posts are deleted, and it stays so.";
    let away = "It sends no cookies and runs no scripts. To keep it away by yourself, answer 410 to its User-Agent, which begins with \"friday/\"; 403 slows it down to one request a day.";
    let questions = settings.site.contact.as_ref().map(|contact| format!("Questions and complaints: {contact}."));
    let last = PartView {
        heading: Some("If you would rather not be read"),
        paragraphs: [ask, away].map(str::to_owned).into_iter().chain(questions).collect(),
        ..PartView::default()
    };
    TextView {
        name: "about-our-fetcher",
        heading: "How we read blogs",
        description: format!("How {title} reads blogs: how often, how politely, and how to keep it away."),
        parts: vec![
            part(None, &[&what]),
            part(
                Some("How often it asks"),
                &[
                    "It asks for one document at a time from each host and each address, at most once an hour, and less often where a blog posts less often. Requests are conditional: a server that answers 304 sends nothing twice. Where there is no ETag or Last-Modified, or they have no effect, it comes once a day.",
                    "It obeys Retry-After for up to 31 days, 429 for the whole host, Cache-Control, Expires, ttl, sy:updatePeriod, skipHours and skipDays, and 410 Gone at once and for good. A permanent redirect is followed at once and remembered after a week.",
                ],
            ),
            last,
        ],
    }
}

/// For readers: what is kept of them, why, and for how long.
pub fn what_we_keep(settings: &Settings) -> TextView {
    let title = &settings.site.title;
    let sent = format!(
        "To send you {title} we keep your e-mail address, what you chose to get, and which editions went to you in the last 400 days. No name, no profile, and no record of what you open or click, because our mails hold nothing that could tell us."
    );
    let readers = part(
        Some("If you get it by mail"),
        &[
            &sent,
            "What mail servers answered when they took or refused our mail is kept for 90 days after each edition, and reports of mail that came back for 180 days: without them nobody could find out why a mail does not arrive.",
            "So that we can show that you asked for it, we keep when you asked and confirmed, and the words that you were shown. The network address you asked from is kept for 90 days as a scrambled mark: it cannot be read, but whoever holds our key could try addresses until one fits.",
            "If you ask and do not confirm, your address is deleted after seven days. A scrambled mark of it stays for 30 days with the note that we wrote to you, so that nobody can have us write to you again and again.",
            "When you leave, no more mail is sent from that moment, and your address is deleted 28 days later; when your mailbox is gone, 180 days later. What stays is a scrambled mark of your address, so that no old file can put you back on the list by mistake.",
            "Your own page, linked from every mail, lets you download everything we hold about you, and be forgotten.",
        ],
    );
    TextView {
        name: "what-we-keep",
        heading: "What we keep",
        description: format!("What {title} keeps of its readers, editors and bloggers, why, and for how long."),
        parts: vec![
            PartView { next: Some(("Get a link to your page", "manage")), ..readers },
            visitors(),
            bloggers(),
            editors(),
            who(settings),
        ],
    }
}

fn visitors() -> PartView {
    part(
        Some("If you only look"),
        &[
            "These pages set no cookies and load nothing from elsewhere. What you read and what you search for is not written down. Your address goes to nobody but the mail servers that carry our mail to you.",
            "To hold floods of forms back, the network that a form comes from is remembered in memory for some minutes, and on disk only as the scrambled mark told of above. What you type into the form that suggests a blog is kept for 180 days; if it is accepted, the name you gave for the thanks stands on the list, for everybody to read. A web server that stands in front of this program may keep a log of its own; ask whoever runs it.",
        ],
    )
}

fn bloggers() -> PartView {
    part(
        Some("If you write one of the blogs"),
        &[
            "From a blog's public feed we keep titles, short extracts, authors' names and links, and show those. The text of a post is kept for a year and is never shown; a number drawn from it stays, by which we recognise the post when it comes again.",
            "Once a reading of your feed has shown us that you took a post down, it is no longer shown among the stories, in search, in feeds or on your blog's page. Editions that were sent before keep its title and extract.",
            "If you would rather not be read at all, your blog's page here has a form for it. What you write in it, and how we can recognise you, is kept for 180 days. When we agree, the words of your posts are deleted, past editions here name your blog alone, and its addresses stay with us so that it is never read again.",
        ],
    )
}

fn editors() -> PartView {
    part(
        Some("If you are an editor"),
        &[
            "Signing in sets one cookie, which ends when you sign out or after 30 days; the kind of browser and its last visit are kept for 30 days more. That a link for signing in was asked for is kept for as long.",
            "The desk keeps a log of who changed what and when, under your address, for as long as this site runs; so it keeps which stories you starred, and who approved and corrected an edition. Who saved which of a draft's words is kept until a later edition has begun.",
        ],
    )
}

fn who(settings: &Settings) -> PartView {
    let mail = &settings.mail;
    let sender = mail.organisation.as_deref().unwrap_or(&settings.site.title);
    let address = mail.address.as_ref().map(|address| format!(", {address}")).unwrap_or_default();
    let contact = settings.site.contact.as_ref().map(|contact| format!(" Write to {contact}."));
    let told = format!("{sender}{address}.{}", contact.unwrap_or_default());
    let complain = "We keep your address because you asked us to, and stop when you say so (UK GDPR, article 6(1)(a)). If you are not happy with what we do with it, you can complain to the Information Commissioner's Office.";
    let links = vec![NamedLink {
        name: "Make a complaint to the ICO".to_owned(),
        link: "https://ico.org.uk/make-a-complaint/".to_owned(),
    }];
    PartView { links, ..part(Some("Who is responsible"), &[&told, complain]) }
}

/// For everybody who cannot use a page as it is; in the order of the model statement for public bodies.
pub fn accessibility(settings: &Settings) -> TextView {
    let title = &settings.site.title;
    let what = format!(
        "This statement is about the website and the mails of {title}. We want as many people as possible to be able to read them: with a keyboard alone, with a screen reader, at 400 % zoom, on a small phone, in the dark, without script, and on paper."
    );
    let contact = settings.site.contact.as_ref().map_or_else(
        || "If you find something that you cannot use, reply to any of our mails.".to_owned(),
        |contact| {
            format!(
                "If you find something that you cannot use, or need a page or an edition in another form, write to {contact}."
            )
        },
    );
    let looked = format!("This statement was last looked over on {LOOKED_OVER}.");
    TextView {
        name: "accessibility",
        heading: "Accessibility",
        description: format!("How accessible {title} is, how that was tested, and what to do about what is not."),
        parts: vec![part(None, &[&what]), how_accessible(), tested(&looked), feedback(&contact)],
    }
}

fn how_accessible() -> PartView {
    part(
        Some("How accessible it is"),
        &[
            "We aim at the Web Content Accessibility Guidelines, version 2.2, level AA, and know of no failure of ours. These parts may still fall short:",
            "Titles and extracts are other people's words. Where a post does not say which language it is in and is too short to tell, a screen reader may read it in the wrong one. Titles such as \"Update\" say little, and we do not rewrite them.",
            "Links lead to blogs, films and recordings that we have no say in. We do not know whether films have captions.",
            "A mail is shown by your mail program, and some of them change colours, sizes or the order of reading. Every mail has a plain text part, and every edition is a page here.",
        ],
    )
}

fn tested(looked: &str) -> PartView {
    part(
        Some("How it was tested"),
        &[
            "Every version of the program that makes these pages is checked by machine before it is used: axe-core's rules for WCAG 2.2 AA on each kind of page, in light and dark, at the width of a laptop and of a phone; by keyboard alone, link by link; at the width that 400 % zoom leaves; and with the Nu HTML checker. They were looked at as pictures, wide and narrow, in light and dark.",
            "Such checks find only some of what is wrong. The pages have not yet been tested by people who use screen readers, magnifiers or speech every day, nor audited by somebody from outside. Whoever runs this site may have changed its templates since.",
            looked,
        ],
    )
}

fn feedback(contact: &str) -> PartView {
    let law = "Where a public body runs this site, the Public Sector Bodies (Websites and Mobile Applications) (No. 2) Accessibility Regulations 2018 apply to it, and the Equality and Human Rights Commission enforces them; in Northern Ireland, the Equality Commission. If you are not happy with how we answer you, the Equality Advisory and Support Service can help.";
    let link = |name: &str, link: &str| NamedLink { name: name.to_owned(), link: link.to_owned() };
    let links = vec![
        link("Equality Advisory and Support Service", "https://www.equalityadvisoryservice.com/"),
        link("Equality Commission for Northern Ireland", "https://www.equalityni.org/"),
    ];
    PartView { links, ..part(Some("If something does not work for you"), &[contact, law]) }
}
