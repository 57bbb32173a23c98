//! What the public pages show of editions and stories.

use super::build::{at, blog, content, day, settings};
use friday::io::templates::web_templates;
use friday::model::archive::{Neighbours, Published};
use friday::model::calendar::Period;
use friday::model::desk::Correction;
use friday::model::edition::EditionState;
use friday::model::river::{Elsewhere, Found, Mention, RiverPlace, RiverStory, Turn};
use friday::rules::pages::asked::Asked;
use friday::rules::pages::river::{self, Shown, days, turned};
use friday::rules::pages::{Pages, Place, archive, home, texts};
use friday::rules::rendering;
use minijinja::context;
use minijinja::value::Serde;

fn published(date: &str) -> Published {
    Published {
        id: 1,
        date: day(date),
        title: format!("Five ({date})"),
        at: at(&format!("{date}T12:00:00Z")),
        picks: vec!["Bins".to_owned()],
    }
}

fn story(id: i64, when: &str) -> RiverStory {
    RiverStory {
        place: RiverPlace { eligible_at: at(when), story: id },
        entry: id,
        blog: blog("Croydon.digital", None).id,
        title: format!("Story {id}"),
        link: "https://croydon.example/a?utm_source=rss".to_owned(),
        excerpt: "In short".to_owned(),
        language: None,
        authors: vec!["Ada Jones".to_owned()],
        categories: Vec::new(),
        dated_at: None,
        edited_at: None,
        also: Vec::new(),
        edition: None,
        found: None,
    }
}

fn json(stories: &[RiverStory], place: &Place) -> serde_json::Value {
    let (settings, blogs) = (settings(), [blog("Croydon.digital", Some("Croydon"))]);
    serde_json::to_value(days(stories, Shown { settings: &settings, blogs: &blogs, place })).unwrap()
}

fn served() -> Place {
    Place::served(&settings())
}

#[test]
fn stories_stand_under_the_local_day_on_which_they_became_news() {
    // In July midnight in London is 23:00 UTC.
    let days =
        json(&[story(3, "2026-07-02T23:30:00Z"), story(2, "2026-07-02T22:30:00Z"), story(1, "2026-07-02T08:00:00Z")], &served());

    let shape: Vec<(&str, usize)> = days
        .as_array()
        .unwrap()
        .iter()
        .map(|day| (day["day"].as_str().unwrap(), day["stories"].as_array().unwrap().len()))
        .collect();
    assert_eq!(shape, [("Friday 3 July 2026", 1), ("Thursday 2 July 2026", 2)]);
}

#[test]
fn a_story_shows_who_where_when_and_in_which_edition() {
    let whole = RiverStory {
        dated_at: Some(at("2026-11-10T09:00:00Z")),
        also: vec![Elsewhere {
            blog: blog("Gone from the list", None).id,
            link: "https://www.kent.example/b?utm_medium=x".to_owned(),
        }],
        edition: Some(Mention { date: day("2026-11-20"), is_pick: true }),
        ..story(1, "2026-11-18T09:00:00Z")
    };

    let shown = json(&[whole], &served())[0]["stories"][0].clone();

    assert_eq!(shown["link"], "https://croydon.example/a");
    assert_eq!(
        (&shown["blog"], &shown["council"], &shown["authors"]),
        (&"Croydon.digital".into(), &serde_json::Value::Null, &"Ada Jones".into())
    );
    assert_eq!(shown["published_on"], "10 November 2026");
    assert_eq!(shown["also_at"][0], serde_json::json!({ "name": "kent.example", "link": "https://www.kent.example/b" }));
    assert_eq!(
        shown["edition"],
        serde_json::json!({ "page": "/editions/2026-11-20", "date": "20 November 2026", "is_pick": true })
    );
}

#[test]
fn among_static_files_links_lead_to_files() {
    let mentioned =
        RiverStory { edition: Some(Mention { date: day("2026-11-20"), is_pick: false }), ..story(1, "2026-11-18T09:00:00Z") };

    let shown = json(&[mentioned], &Place::exported(0))[0]["stories"][0].clone();

    assert_eq!(
        (shown["edition"]["page"].as_str(), shown["blog_page"].as_str()),
        (Some("editions/2026-11-20.html"), Some("blogs/croydon-digital.html"))
    );
}

#[test]
fn what_was_found_is_cut_at_its_marks_whatever_they_stand_in() {
    let cut = |marked: &str| serde_json::to_string(&river::pieces(marked)).unwrap();
    let piece = |text: &str, is_found: bool| format!("{{\"text\":\"{text}\",\"is_found\":{is_found}}}");

    assert_eq!(cut("a \u{2}b\u{3} c"), format!("[{},{},{}]", piece("a ", false), piece("b", true), piece(" c", false)));
    assert_eq!(cut("\u{2}b\u{3}"), format!("[{}]", piece("b", true)));
    assert_eq!(cut("never closed \u{2}b"), format!("[{},{}]", piece("never closed ", false), piece("b", true)));
    assert_eq!(cut(""), "[]");
}

#[test]
fn marks_are_markup_and_what_is_marked_is_text() {
    let found = Found { title: "\u{2}<b>\u{3} & <i>".to_owned(), excerpt: String::new() };
    let stories = [RiverStory { found: Some(found), ..story(1, "2026-11-18T09:00:00Z") }];
    let (settings, asked) = (settings(), Asked::parse("q=b"));
    let pages = Pages::new(web_templates(None).unwrap().pages, &settings).unwrap();
    let shown = Shown { settings: &settings, blogs: &[], place: &served() };
    let values = context! { form => Serde(river::form(&asked, &[])), days => Serde(days(&stories, shown)), turns => Serde(river::TurnView::default()) };

    let page = pages.render(&served(), "web/stories.html", values).unwrap();

    assert!(page.contains("<mark>&lt;b&gt;</mark> &amp; &lt;i&gt;</a>"), "{page}");
}

#[test]
fn a_page_leads_to_older_and_newer_ones_where_there_are_any() {
    let stories = |count: i64| -> Vec<RiverStory> { (0..count).rev().map(|id| story(id, "2026-11-18T09:00:00Z")).collect() };
    let turns = |asked: &Asked, count: i64| {
        let (stories, turns) = turned(asked, stories(count), "/stories");
        (stories.len(), turns.newer, turns.older)
    };
    let (first, middle) = (Asked::parse("q=bins"), Asked::parse("before=1789000000-7"));

    assert_eq!(turns(&first, 20), (20, None, None));
    assert_eq!(turns(&first, 21), (20, None, Some("/stories?q=bins&before=1794992400-1".to_owned())));
    let newer = Some("/stories?after=1794992400-4".to_owned());
    assert_eq!(turns(&middle, 5), (5, newer, None));
    let upwards = Asked { turn: Turn::NewerThan(RiverPlace::parse("1-1").unwrap()), ..Asked::default() };
    let (count, newer, older) = turns(&upwards, 21);
    assert_eq!(
        (count, newer.as_deref(), older.as_deref()),
        (20, Some("/stories?after=1794992400-19"), Some("/stories?before=1794992400-0"))
    );
}

#[test]
fn the_archives_first_page_is_its_newest_year() {
    let years = [(2026, 47), (2025, 51)];

    let view = serde_json::to_value(archive::year(2025, &[published("2025-12-19")], &years, &served())).unwrap();

    assert_eq!(view["years"][0]["page"], "/editions");
    assert_eq!(view["years"][1]["page"], "/editions/year/2025");
    assert_eq!((&view["years"][1]["is_this"], &view["editions"][0]["page"]), (&true.into(), &"/editions/2025-12-19".into()));
    assert_eq!((&view["editions"][0]["day"], &view["editions"][0]["picks"][0]), (&"19 December".into(), &"Bins".into()));
}

#[test]
fn an_edition_changed_when_it_was_published_corrected_or_followed() {
    let own = published("2026-11-20");
    let around = Neighbours { previous: Some(published("2026-11-13")), next: None };
    let followed = Neighbours { next: Some(published("2026-11-27")), ..around.clone() };
    let correction = Correction { at: at("2026-11-23T09:00:00Z"), by: "ed".to_owned(), note: "n".to_owned() };

    assert_eq!(archive::changed_at(&own, &around, &[]), at("2026-11-20T12:00:00Z"));
    assert_eq!(archive::changed_at(&own, &around, std::slice::from_ref(&correction)), correction.at);
    assert_eq!(archive::changed_at(&own, &followed, &[correction]), at("2026-11-27T12:00:00Z"));
}

#[test]
fn an_edition_that_was_late_says_when_it_was_sent() {
    let late = Published { at: at("2026-11-23T09:00:00Z"), ..published("2026-11-20") };
    let sent_on = |edition: &Published| {
        let view = archive::around(edition, &Neighbours::default(), &[], &settings(), &served());
        serde_json::to_value(view).unwrap()["sent_on"].clone()
    };

    assert_eq!(sent_on(&late), "Monday 23 November 2026");
    assert_eq!(sent_on(&published("2026-11-20")), serde_json::Value::Null);
}

#[test]
fn the_page_has_all_that_a_mail_had_to_leave_out() {
    let crowded = super::rendering::crowded(2000);

    let view = serde_json::to_value(rendering::page(&crowded, &settings())).unwrap();

    let shown: usize =
        view["everything_else"].as_array().unwrap().iter().map(|group| group["stories"].as_array().unwrap().len()).sum();
    assert_eq!((shown, &view["more_count"]), (2000, &0.into()));
}

#[test]
fn a_remark_in_welsh_says_so() {
    let mut content = content();
    content.items[0].remark = Some(
        "Mae ein tîm wedi bod yn gweithio ar y wefan newydd gyda thrigolion y sir ac mae hyn wedi bod yn help mawr".to_owned(),
    );

    let view = serde_json::to_value(rendering::page(&content, &settings())).unwrap();

    assert_eq!((&view["picks"][0]["remark_lang"], &view["picks"][1]["remark_lang"]), (&"cy".into(), &serde_json::Value::Null));
}

#[test]
fn christmas_without_an_edition_is_told_once_it_is_the_next_friday() {
    let mut calendar = settings().edition.calendar;
    calendar.except.insert(day("2026-12-25"));
    let period = |date: &str| Period { nominal: day(date), date: day(date) };
    let sent = super::scheduling::edition("2026-12-18", EditionState::Sent);

    assert_eq!(
        home::calendar_news(&calendar, std::slice::from_ref(&sent), period("2027-01-01")),
        ["No edition on Friday 25 December 2026."]
    );
    assert_eq!(home::calendar_news(&calendar, &[sent], period("2026-12-25")), Vec::<String>::new());
}

#[test]
fn every_page_of_words_is_whole_with_and_without_a_contact() {
    let mut settings = settings();
    for contact in [None, Some("team@example.org".to_owned())] {
        settings.site.contact = contact.clone();
        let pages = Pages::new(web_templates(None).unwrap().pages, &settings).unwrap();
        for view in [texts::accessibility(&settings), texts::what_we_keep(&settings), texts::about_our_fetcher(&settings)] {
            let values = context! { canonical => view.name, heading => view.heading, description => view.description, parts => Serde(view.parts) };
            for place in [served(), Place::exported(0)] {
                let page = pages.render(&place, "web/text.html", values.clone()).unwrap();
                assert_eq!(page.matches("<h1").count(), 1);
                assert!(contact.as_ref().is_none_or(|contact| page.contains(contact.as_str())), "{page}");
            }
        }
    }
}

#[test]
fn a_stylesheet_is_sent_without_what_only_its_editor_needs() {
    let style = web_templates(None).unwrap().style;

    assert!(!style.contains("/*") && !style.contains("\n\n"), "{style}");
    assert!(style.contains("*,*::before,*::after{box-sizing:border-box}\n"), "{style}");
    assert!(style.contains(r#"--serif: Georgia, "Times New Roman", serif;"#), "quoted words stay: {style}");
    assert_eq!(style.matches('{').count(), style.matches('}').count());
}

#[test]
fn a_slash_stays_a_slash_and_what_could_act_does_not() {
    let settings = settings();
    let pages = Pages::new(vec![("web/one.html", "<a title=\"{{ it }}\">{{ it }}</a>".to_owned())], &settings).unwrap();

    let page = pages.render(&served(), "web/one.html", context! { it => "</a>'\"&1/2" }).unwrap();

    assert_eq!(page, "<a title=\"&lt;/a&gt;&#x27;&quot;&amp;1/2\">&lt;/a&gt;&#x27;&quot;&amp;1/2</a>");
}
