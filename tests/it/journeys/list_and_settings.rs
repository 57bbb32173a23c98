//! Mistakes in feeds.toml and friday.toml: file, line, key, an accepted value, and exit 2.

use crate::support::town::{Said, Town, said};

async fn settings(text: &str) -> Said {
    Town::new(text, "").friday(&["edition", "list"]).await
}

async fn list(text: &str) -> Said {
    Town::new("", text).friday(&["blogs", "list"]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_setting_is_told_with_line_key_and_a_right_value() {
    let cases = [
        ("[edition]\ntime = \"25:00\"\n", "friday.toml:2: time: \"25:00\" is not a time of day; write it as \"12:00\""),
        ("\n[edition]\nday = \"Someday\"\n", "friday.toml:3: day: \"Someday\" is not a day of the week; write it as \"Friday\""),
        (
            "[edition]\ntimezone = \"London\"\n",
            "friday.toml:2: timezone: \"London\" is not a time zone; write it as \"Europe/London\"",
        ),
        (
            "[edition]\nunapproved = \"maybe\"\n",
            "friday.toml:2: unapproved: unknown variant `maybe`, expected one of `hold`, `send`, `skip`",
        ),
        (
            "[fetch]\nhost_delay = \"soon\"\n",
            "friday.toml:2: host_delay: \"soon\" is not a duration; write it as \"90s\", \"30m\", \"12h\" or \"3d\"",
        ),
        ("[fetch]\nconcurrency = \"many\"\n", "friday.toml:2: concurrency: invalid type: string \"many\", expected usize"),
        ("[mail]\ntransport = \"smtp\"\n", "friday.toml: [mail] smtp: the server is missing"),
        ("[mail]\nsmtp = \"mail.example.org\"\n", "friday.toml:2: smtp: not a mail server's address"),
        ("[mail]\nfrom = \"nobody\"\n", "friday.toml:2: from: \"nobody\" is not a mail address"),
        ("[edition]\nsize = 0\n", "friday.toml: [edition] size: 0 would do nothing at all; write a number such as 5"),
        ("[edition\n", "friday.toml:1: "),
    ];
    for (text, words) in cases {
        let said = settings(text).await;

        assert_eq!(said.code, 2, "{text}");
        assert!(said.err.contains(words), "{text}: {}", said.err);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_setting_is_an_error_that_names_the_known_ones() {
    let said = settings("[fetch]\nconcurency = 3\n").await;

    assert_eq!(said.code, 2);
    assert!(
        said.err.contains("friday.toml:2: unknown field `concurency`, expected one of `concurrency`, `per_host`"),
        "{}",
        said.err
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_environment_wins_and_its_mistakes_name_the_variable() {
    let town = Town::new("[edition]\nsize = 4\n[site]\ntitle = \"Fivefold\"\n", "");
    let run = |name: &str, value: &str| said(town.command(&["edition", "preview"]).env(name, value));

    let good = run("FRIDAY_EDITION__SIZE", "3");
    let wrong = run("FRIDAY_EDITION__TIME", "noon");
    let unknown = run("FRIDAY_EDITION__SIZES", "3");
    let missing = run("FRIDAY_MAIL__SMTP_FILE", "/nowhere/secret");

    assert_eq!(good.code, 1, "no stories yet: {}", good.err);
    assert!(wrong.err.contains("environment (FRIDAY_EDITION__TIME): \"noon\" is not a time of day"), "{}", wrong.err);
    assert!(unknown.err.contains("unknown field `sizes`"), "{}", unknown.err);
    assert!(missing.err.contains("environment (FRIDAY_MAIL__SMTP_FILE): /nowhere/secret cannot be read"), "{}", missing.err);
    assert_eq!((wrong.code, unknown.code, missing.code), (2, 2, 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_rows_with_one_id_or_feed_are_both_named() {
    let said = list(
        "[[blog]]\nname = \"Ashby\"\nfeed = \"https://a.example/feed\"\n\n[[blog]]\nname = \"ashby!\"\n\n[[blog]]\nname = \"Brill\"\nfeed = \"https://a.example/feed\"\n",
    )
    .await;

    assert_eq!(said.code, 2);
    assert!(
        said.err
            .contains("feeds.toml:5: id: \"ashby!\" has the same id (ashby) as \"Ashby\" in line 1; give one of them another id"),
        "{}",
        said.err
    );
    assert!(
        said.err.contains("feeds.toml:8: feed: \"Brill\" has the same feed (https://a.example/feed) as \"Ashby\" in line 1"),
        "{}",
        said.err
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_that_would_hide_a_page_of_the_list_is_told() {
    let said = list("[[blog]]\nname = \"Share\"\n[[blog]]\nname = \"B\"\nid = \"suggest\"\n").await;

    assert_eq!(said.code, 2);
    for id in ["share", "suggest"] {
        assert!(said.err.contains(&format!("id: {id} is the address of another page of the list")), "{}", said.err);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_mistake_of_the_list_is_told_in_one_go() {
    let said = list(
        "[[blog]]\nname = \"A\"\nfeed = \"ftp://a.example\"\nfeeed = \"x\"\n[[blog]]\ncouncil = \"B\"\n[[blog]]\nname = \"C\"\nlisted = \"no\"\ntopics = \"x\"\nid = \"Not an id\"\nsite = \"\"\n[blogs]\n",
    )
    .await;

    for words in [
        "feeds.toml:3: feed: \"ftp://a.example\" is not a web address (http or https); write it as \"https://example.org/feed/\"",
        "feeds.toml:4: feeed: no such key; known are council, name, about, site, feed, id, language, topics, region, via, listed and retired",
        "feeds.toml:5: name: it is missing; write the blog's name, such as \"Croydon.digital\"",
        "feeds.toml:9: listed: write true or false",
        "feeds.toml:10: topics: write a list, such as [\"planning\", \"data\"]",
        "feeds.toml:11: id: \"Not an id\" is not an id",
        "feeds.toml:12: site: \"\" is not a web address",
        "blogs: only [[blog]] rows are known here",
    ] {
        assert!(said.err.contains(words), "{words} is not in:\n{}", said.err);
    }
    assert_eq!(said.code, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_without_site_and_feed_is_shown_and_not_read() {
    let town = Town::new(
        "",
        "[[blog]]\nname = \"BCP Digital\"\n[[blog]]\nname = \"Old\"\nfeed = \"https://old.example/feed\"\nretired = \"the council is gone\"\n",
    );

    let fetch = town.friday(&["fetch", "-v"]).await;
    let list = town.friday(&["blogs", "list"]).await;

    assert_eq!((fetch.code, fetch.err.as_str()), (0, "nothing is due; --force reads all the same\n"));
    assert_eq!(
        list.out,
        "STATE            LAST POST      READ     NEXT  BLOG\n\
         address unknown  -                 -        -  bcp-digital\n\
         retired          -                 -        -  old\n    the council is gone\n"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_that_is_shipped_is_whole() {
    let town = Town::new("", &std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/feeds.toml")).unwrap());

    let said = town.friday(&["blogs", "list", "--json"]).await;

    let rows: Vec<serde_json::Value> = serde_json::from_str(&said.out).unwrap();
    let names: Vec<&str> = rows.iter().take(20).map(|row| row["name"].as_str().unwrap()).collect();
    assert_eq!((names[0], names[19]), ("SameRoom", "Wales Local Government Digital"));
    assert_eq!(rows.iter().filter(|row| row["state"] == "address unknown").count(), 1);
    assert!(rows.len() > 30, "{}", rows.len());
}

#[test]
fn the_example_settings_are_the_defaults() {
    let example = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/friday.example.toml")).unwrap();
    let settings = |text: &str| {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("friday.toml");
        std::fs::write(&file, text).unwrap();
        format!("{:?}", friday::config::load_settings(Some(&file)).unwrap())
    };
    let uncommented: String = example.lines().map(|line| line.strip_prefix("#: ").unwrap_or(line)).collect::<Vec<_>>().join("\n");

    assert_eq!(settings(&example), settings(""));
    assert!(settings(&uncommented).contains("example.org"), "{uncommented}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_with_a_password_is_refused_and_not_repeated() {
    let said = list("[[blog]]\nname = \"A\"\nfeed = \"https://ada:s3cret@a.example/feed\"\n").await;

    assert!(said.err.contains("feeds.toml:3: feed: it holds a name or password"), "{}", said.err);
    assert!(!said.err.contains("s3cret"), "{}", said.err);
    assert_eq!(said.code, 2);
}
