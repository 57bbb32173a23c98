//! People given out and people forgotten.

use super::by_hand::ready;
use crate::support::town::Town;

const NOON: &str = "2026-11-20T12:05:00Z";

#[tokio::test(flavor = "multi_thread")]
async fn an_export_is_private_and_holds_no_formula() {
    let town = Town::new("", "");
    town.write(
        "readers.csv",
        "email,source,wording\nada@example.org,=1+1,\"+yes, \"\"please\"\"\"\n-bo@example.org,fair,@home\n",
    );
    town.friday(&["subscribers", "import", "readers.csv"]).await;

    let said = town.friday(&["subscribers", "export", "out.csv"]).await;
    let again = town.friday(&["subscribers", "export", "out.csv"]).await;
    let to_standard_output = town.friday(&["subscribers", "export"]).await;

    assert_eq!((said.code, again.code), (0, 2), "{}", said.err);
    let file = town.read("out.csv");
    assert_eq!(
        file,
        "email,state,choice,consented_at,source,wording,created_at,changed_at\n\
         ada@example.org,active,everything,,'=1+1,\"'+yes, \"\"please\"\"\",2026-11-20T11:30:00Z,2026-11-20T11:30:00Z\n\
         '-bo@example.org,active,everything,,fair,'@home,2026-11-20T11:30:00Z,2026-11-20T11:30:00Z\n"
    );
    assert_eq!(to_standard_output.out, file);
    use std::os::unix::fs::PermissionsExt;
    assert_eq!(std::fs::metadata(town.path("out.csv")).unwrap().permissions().mode() & 0o777, 0o600);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_gets_all_there_is_about_them_and_after_erasure_almost_nothing() {
    let (town, _blogs, _mail) = ready(5).await;
    town.friday(&["edition", "approve"]).await;
    town.friday_at(NOON, &["edition", "send"]).await;

    let before = town.friday(&["subscribers", "export", "--address", "Ada@example.org"]).await;
    town.friday(&["subscribers", "erase", "ada@example.org"]).await;
    let after = town.friday(&["subscribers", "export", "--address", "ada@example.org"]).await;
    let unknown = town.friday(&["subscribers", "export", "--address", "zoe@example.org"]).await;
    let verify = town.friday_at(NOON, &["edition", "verify", "2026-11-20"]).await;

    let person: serde_json::Value = serde_json::from_str(&before.out).unwrap();
    assert_eq!(person["subscription"]["address"], "ada@example.org");
    assert_eq!(person["mails"][0]["state"], "accepted");
    assert_eq!(person["mails"][0]["dated_on"], "2026-11-20");
    assert_eq!(person["consent"][0]["action"], "import");
    assert!(!after.out.contains("ada@"), "{}", after.out);
    assert_eq!(unknown.code, 1);
    assert_eq!(verify.out, "2026-11-20: 3 recipients = 3 accepted\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn four_weeks_after_leaving_an_address_is_gone_by_itself() {
    let (town, _blogs, _mail) = ready(5).await;
    let database = rusqlite::Connection::open(town.path("friday.db")).unwrap();
    database.execute_batch("UPDATE subscriber SET state = 'left' WHERE id = 1").unwrap();
    drop(database);
    let addresses = "SELECT count(*) FROM subscriber WHERE address IS NOT NULL";

    town.friday_at("2026-12-18T11:29:00Z", &["run", "--once"]).await;
    let before = town.count(addresses);
    town.friday_at("2026-12-18T11:31:00Z", &["run", "--once"]).await;
    let again = town.friday_at("2026-12-18T11:31:00Z", &["subscribers", "import", "readers.csv"]).await;

    assert_eq!((before, town.count(addresses)), (3, 2));
    assert!(again.out.contains("1 not added, because they had left before: lines 2"), "{}", again.out);
}
