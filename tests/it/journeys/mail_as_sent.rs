//! The bytes that leave: headers, parts, and that what was previewed is what is sent.

use super::by_hand::{ready, with_remark};
use crate::support::mail::Kept;
use mail_parser::{MessageParser, MimeHeaders};

const NOON: &str = "2026-11-20T12:05:00Z";

async fn one_mail(settings: &str) -> (Kept, Vec<u8>) {
    let (town, _blogs, mail) = ready(7).await;
    town.write("friday.toml", &town.read("friday.toml").replace("[mail]\n", &format!("{settings}[mail]\n")));
    town.friday(&["edition", "draft"]).await;
    let file = town.read("editions/2026-11-20.md");
    town.write("editions/2026-11-20.md", &with_remark(&file, "Ashby", "Ŵel, *da iawn*: [more](https://example.org/?a=1&b=2)."));
    town.friday(&["edition", "approve"]).await;
    let preview = town.friday_at(NOON, &["edition", "preview", "2026-11-20", "--for", "ada@example.org"]).await;
    town.friday_at(NOON, &["edition", "send"]).await;
    let kept = mail.kept().into_iter().find(|kept| kept.to == "ada@example.org").unwrap();
    (kept, preview.bytes)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_previewed_is_what_is_sent_byte_for_byte() {
    let (kept, preview) = one_mail("").await;

    assert_eq!(String::from_utf8_lossy(&preview), kept.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn every_line_is_short_seven_bit_and_ends_in_crlf() {
    let (kept, _) = one_mail("").await;

    assert!(kept.bytes.is_ascii());
    for line in kept.bytes.split_inclusive(|byte| *byte == b'\n') {
        assert!(line.ends_with(b"\r\n"), "{}", String::from_utf8_lossy(line));
        assert!(line.len() <= 1000, "{}", line.len());
        assert_eq!(line.iter().filter(|byte| **byte == b'\r').count(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_headers_are_those_of_a_list_that_can_be_left() {
    let (kept, _) = one_mail("[site]\nurl = \"https://five.example/\"\n").await;
    let head = kept.text().split("\r\n\r\n").next().unwrap().replace("\r\n ", " ");
    let names: Vec<&str> = head.lines().map(|line| line.split(':').next().unwrap()).collect();
    let value = |name: &str| head.lines().find_map(|line| line.strip_prefix(&format!("{name}: "))).unwrap_or_default();

    assert_eq!(
        names,
        [
            "From",
            "To",
            "Subject",
            "Date",
            "Message-ID",
            "Reply-To",
            "List-Id",
            "List-Unsubscribe",
            "List-Unsubscribe-Post",
            "List-Help",
            "List-Owner",
            "Auto-Submitted",
            "Precedence",
            "Feedback-ID",
            "MIME-Version",
            "Content-Type"
        ]
    );
    assert_eq!(value("From"), "\"Five for Friday\" <friday@five.example>");
    assert_eq!(value("To"), "ada@example.org");
    assert_eq!(value("Subject"), "Five for Friday (20/11/2026)");
    assert_eq!(value("List-Id"), "Five for Friday <five-for-friday.five.example>");
    assert_eq!(value("List-Unsubscribe-Post"), "List-Unsubscribe=One-Click");
    assert!(value("List-Unsubscribe").starts_with("<https://five.example/leave/1-"), "{}", value("List-Unsubscribe"));
    assert_eq!(value("Auto-Submitted"), "auto-generated");
    assert_eq!(value("Feedback-ID"), "2026-11-20:edition:five.example:friday");
    assert!(
        value("Message-ID").starts_with("<2026-11-20.") && value("Message-ID").ends_with("@five.example>"),
        "{}",
        value("Message-ID")
    );
    assert_eq!(value("Date"), "Fri, 20 Nov 2026 12:00:00 +0000");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_parser_that_we_did_not_write_finds_both_parts_text_first() {
    let (kept, _) = one_mail("").await;

    let mail = MessageParser::default().parse(&kept.bytes).unwrap();

    let kinds: Vec<String> = mail
        .parts
        .iter()
        .filter_map(|part| part.content_type())
        .map(|kind| format!("{}/{}", kind.c_type, kind.c_subtype.as_deref().unwrap_or_default()))
        .collect();
    assert_eq!(kinds, ["multipart/alternative", "text/plain", "text/html"]);
    let (text, html) = (mail.body_text(0).unwrap(), mail.body_html(0).unwrap());
    assert!(text.contains("Ŵel, da iawn: more <https://example.org/?a=1&b=2>."), "{text}");
    assert!(html.contains("<em>da iawn</em>") && html.contains("href=\"https://example.org/?a=1&amp;b=2\""), "{html}");
}

#[tokio::test(flavor = "multi_thread")]
async fn both_parts_hold_the_readers_own_leave_link() {
    let (kept, _) = one_mail("").await;

    let mail = MessageParser::default().parse(&kept.bytes).unwrap();

    let link = "http://127.0.0.1:8025/leave/1-";
    assert!(mail.body_text(0).unwrap().contains(link));
    assert!(mail.body_html(0).unwrap().contains(link));
    assert!(!kept.text().contains("leave.invalid"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_of_picks_gets_no_long_list() {
    let (town, _blogs, mail) = ready(7).await;
    town.friday(&["edition", "approve"]).await;
    town.friday_at(NOON, &["edition", "send"]).await;
    let text_of = |who: &str| {
        let kept = mail.kept().into_iter().find(|kept| kept.to == who).unwrap();
        MessageParser::default().parse(&kept.bytes).unwrap().body_text(0).unwrap().into_owned()
    };

    let (picks, everything) = (text_of("bo@example.org"), text_of("ada@example.org"));

    assert!(!picks.to_lowercase().contains("everything else"), "{picks}");
    assert!(everything.to_lowercase().contains("everything else"), "{everything}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copied_template_changes_the_look() {
    let (town, _blogs, _mail) = ready(5).await;
    std::fs::create_dir_all(town.path("look/email")).unwrap();
    town.write("look/email/edition.txt", "OURS: {{ title }}\n{{ leave_link }}\n");
    town.write("friday.toml", &format!("{}[templates]\nfolder = \"look\"\n", town.read("friday.toml")));
    let good = town.friday(&["edition", "preview"]).await;
    town.write("look/email/edition.txt", "{% for pick in picks %}\n{{ pick.title }\n");

    let broken = town.friday(&["edition", "preview"]).await;

    assert!(good.out.starts_with("OURS: Five for Friday (20/11/2026)\n"), "{}", good.out);
    assert_eq!(broken.code, 1);
    assert!(
        broken.err.contains("the template email/edition.txt does not work") && broken.err.contains("line 2"),
        "{}",
        broken.err
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn into_a_folder_each_mail_is_a_file_of_its_own() {
    let (town, _blogs, mail) = ready(5).await;
    town.write("friday.toml", &town.read("friday.toml").replace("transport = \"smtp\"", "transport = \"folder\""));
    town.friday(&["edition", "approve"]).await;

    let said = town.friday_at(NOON, &["edition", "send"]).await;

    let files: Vec<_> = std::fs::read_dir(town.path("outbox")).unwrap().map(|file| file.unwrap().file_name()).collect();
    assert_eq!((said.out.as_str(), files.len(), mail.kept().len()), ("3 recipients = 3 accepted\n", 3, 0));
    assert!(files.iter().all(|name| name.to_string_lossy().ends_with(".eml")));
}
