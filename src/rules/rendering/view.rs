//! What the templates see: strings and lists, ready to show. docs/templates.md names each of them.

use crate::model::edition::{BlogNote, EditionContent, Group, Item, LEAVE_SLOT, NamedLink, PAGE_SLOT};
use crate::model::settings::Settings;
use crate::rules::composing::title::{long_date, plain_date};
use crate::rules::parsing::{excerpt, language, sanitise};
use crate::rules::subscribing;
use serde::Serialize;

/// One edition as both templates see it.
#[derive(Debug, Serialize)]
pub struct EditionView {
    title: String,
    masthead: String,
    list_name: String,
    language: String,
    date_words: String,
    preheader: String,
    opener_html: Option<String>,
    opener_text: Option<String>,
    picks: Vec<ItemView>,
    everything_else: Vec<GroupView>,
    everything_count: usize,
    more_count: usize,
    more_link: Option<String>,
    new_blogs: Vec<BlogNote>,
    revived_blogs: Vec<BlogNote>,
    outro_html: Option<String>,
    outro_text: Option<String>,
    next_edition: Option<String>,
    organisation: Option<String>,
    address: Option<String>,
    reply_to: Option<String>,
    reason: String,
    leave_link: &'static str,
    page_link: Option<&'static str>,
    site_link: Option<String>,
}

#[derive(Debug, Serialize)]
struct ItemView {
    place: usize,
    title: String,
    link: String,
    lang: Option<String>,
    host: String,
    blog: String,
    council: Option<String>,
    byline: String,
    remark_html: Option<String>,
    /// The language of the remark, where it is not the page's: an editor may answer a post in its own.
    remark_lang: Option<&'static str>,
    remark_text: Option<String>,
    excerpt: Option<String>,
    excerpt_text: Option<String>,
    published_on: Option<String>,
    links: Vec<LinkView>,
    also_at: Vec<LinkView>,
    media: Vec<LinkView>,
    is_find: bool,
}

#[derive(Debug, Serialize)]
struct LinkView {
    name: String,
    label: String,
    link: String,
}

#[derive(Debug, Serialize)]
struct GroupView {
    council: String,
    stories: Vec<ItemView>,
}

/// The view of a bulletin with the first `shown` stories.
pub fn bulletin(content: &EditionContent, settings: &Settings, shown: usize) -> EditionView {
    let stories = content.everything_else.iter().flat_map(|group| &group.stories);
    let first_titles: Vec<&str> = stories.take(3).map(|item| item.title.as_str()).collect();
    EditionView {
        preheader: excerpt::cut(&first_titles.join(" · "), 130),
        list_name: settings.site.title.clone(),
        reason: format!("You get this because you asked for every post of {}, once a day.", settings.site.title),
        // Bulletins have no page; their posts are in the river.
        more_link: site_link(settings).map(|site| format!("{site}stories")),
        ..edition(content, settings, shown)
    }
}

/// The view of an edition with the first `shown` stories of "everything else".
pub fn edition(content: &EditionContent, settings: &Settings, shown: usize) -> EditionView {
    let own = &settings.edition.language;
    let total: usize = content.everything_else.iter().map(|group| group.stories.len()).sum();
    let first_titles: Vec<&str> = content.items.iter().take(3).map(|item| item.title.as_str()).collect();
    EditionView {
        title: content.title.clone(),
        masthead: masthead(content).to_owned(),
        list_name: masthead(content).to_owned(),
        language: own.clone(),
        date_words: long_date(content.date),
        preheader: excerpt::cut(&first_titles.join(" · "), 130),
        opener_html: html(&content.opener),
        opener_text: text(&content.opener),
        picks: content.items.iter().enumerate().map(|(index, one)| item(one, index + 1, own)).collect(),
        everything_else: groups(&content.everything_else, shown, own),
        everything_count: total,
        more_count: total - shown.min(total),
        more_link: site_link(settings).map(|site| format!("{site}editions/{}", content.date)),
        new_blogs: content.new_blogs.clone(),
        revived_blogs: content.revived_blogs.clone(),
        outro_html: html(&content.outro),
        outro_text: text(&content.outro),
        next_edition: content.next_date.map(long_date),
        organisation: settings.mail.organisation.clone(),
        address: settings.mail.address.clone(),
        reply_to: settings.mail.reply_to.as_ref().map(|address| address.expose().to_owned()),
        reason: format!("You get this because you asked for {}.", settings.site.title),
        leave_link: LEAVE_SLOT,
        page_link: subscribing::is_open(settings).then_some(PAGE_SLOT),
        site_link: site_link(settings),
    }
}

/// Where mails may point: what is not https does not lead there from everywhere.
fn site_link(settings: &Settings) -> Option<String> {
    (settings.site.url.scheme() == "https").then(|| settings.site.url.to_string())
}

/// The title without its date.
fn masthead(content: &EditionContent) -> &str {
    content.title.split(" (").next().unwrap_or(&content.title)
}

fn groups(all: &[Group], shown: usize, own: &str) -> Vec<GroupView> {
    let mut left = shown;
    let mut views = Vec::new();
    for group in all {
        let stories: Vec<ItemView> = group.stories.iter().take(left).map(|story| item(story, 0, own)).collect();
        left -= stories.len();
        if !stories.is_empty() {
            views.push(GroupView { council: group.council.clone(), stories });
        }
    }
    views
}

fn item(item: &Item, place: usize, own: &str) -> ItemView {
    let remark = item.remark.as_deref();
    let quoted = item.excerpt.clone().filter(|_| remark.is_none());
    ItemView {
        place,
        title: item.title.clone(),
        link: item.link.clone(),
        lang: item.language.clone().filter(|tag| language::primary(tag) != language::primary(own)),
        host: url::Url::parse(&item.link).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default(),
        blog: item.blog.clone(),
        council: item.council.clone(),
        byline: item.byline.clone(),
        remark_html: remark.map(sanitise::remark),
        remark_lang: remark.and_then(text).as_deref().and_then(language::detect).filter(|tag| *tag != language::primary(own)),
        remark_text: remark.and_then(text),
        excerpt_text: quoted.clone(),
        excerpt: quoted,
        published_on: item.published_on.map(plain_date),
        links: links(&item.links),
        also_at: links(&item.also_at),
        media: links(&item.media),
        is_find: item.story.is_none(),
    }
}

fn links(found: &[NamedLink]) -> Vec<LinkView> {
    let view = |one: &NamedLink| LinkView { name: one.name.clone(), label: one.name.clone(), link: one.link.clone() };
    found.iter().map(view).collect()
}

fn html(markdown: &str) -> Option<String> {
    Some(sanitise::remark(markdown)).filter(|html| !html.is_empty())
}

/// Markdown reads well as text but for its links, which are written out after their words.
fn text(markdown: &str) -> Option<String> {
    let paragraphs: Vec<String> =
        plain_markdown(markdown).split("\n\n").map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()).collect();
    Some(paragraphs.join("\n\n")).filter(|text| !text.is_empty())
}

fn plain_markdown(markdown: &str) -> String {
    use pulldown_cmark::{Event, Parser, Tag, TagEnd};
    let mut out = String::new();
    let mut target: Option<String> = None;
    for event in Parser::new(markdown) {
        match event {
            Event::Text(words) | Event::Code(words) => out.push_str(&words),
            Event::SoftBreak | Event::HardBreak => out.push(' '),
            Event::Start(Tag::Link { dest_url, .. }) => target = Some(dest_url.into_string()),
            Event::Start(Tag::Item) => out.push_str("\n\n* "),
            Event::End(TagEnd::Link) => {
                if let Some(link) = target.take() {
                    out.push_str(&format!(" <{link}>"));
                }
            }
            Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::List(_) | TagEnd::BlockQuote(_) | TagEnd::CodeBlock) => {
                out.push_str("\n\n")
            }
            _ => {}
        }
    }
    out.replace("* \n\n", "* ").trim().to_owned()
}
