//! A real Postfix cannot deliver a copy: its own report comes back through its own pipe into `friday mail-in`.

use crate::support::blogs::{Blogs, OPEN, councils};
use crate::support::postfix::{Postfix, open_to_all};
use crate::support::town::Town;

#[tokio::test(flavor = "multi_thread")]
async fn a_report_of_a_real_mail_server_comes_back_through_its_pipe() {
    let blogs = Blogs::start().await;
    let town = Town::new("", &councils(&blogs, 5));
    // The pipe runs as another user, who may not look into the folder that the tests were built in.
    std::fs::copy(env!("CARGO_BIN_EXE_friday"), town.path("friday")).unwrap();
    let path = |name: &str| town.path(name).display().to_string();
    let pipe = format!(
        "{} --config {} --now 2026-11-20T14:00:00Z mail-in --recipient ${{recipient}}",
        path("friday"),
        path("friday.toml")
    );
    let Some(postfix) = Postfix::start(&pipe) else { return };
    let port = postfix.port;
    let mail = format!(
        "[store]\npath = \"{}\"\n{OPEN}[mail]\ntransport = \"smtp\"\nsmtp = \"smtp://127.0.0.1:{port}\"\n\
         from = \"Five for Friday <friday@five.example>\"\nbounces = \"bounces@five.example\"\n",
        path("friday.db")
    );
    town.write("friday.toml", &mail);
    town.write("readers.csv", "email,wording\nnobody-of-this-name@nobody.example,yes\n");
    for args in [&["subscribers", "import", "readers.csv"][..], &["fetch"], &["edition", "approve"]] {
        assert_eq!(town.friday(args).await.code, 0);
    }
    // That user owns the installation, as the user of a service would; root still gets in.
    open_to_all(town.folder.path());
    for name in ["friday.db", "friday.key"] {
        assert!(std::process::Command::new("chown").args(["nobody", &path(name)]).status().unwrap().success());
    }

    let send = town.friday_at("2026-11-20T12:05:00Z", &["edition", "send"]).await;
    assert_eq!(send.code, 0, "{}", send.err);
    let refused = postfix.logged(&["status=bounced", "nobody-of-this-name"]);
    let piped = postfix.logged(&["relay=friday", "status="]);

    assert!(refused.contains("dsn=5.1.1"), "{refused}");
    assert!(piped.contains("status=sent") && piped.contains("to=<bounces+1-1-"), "{piped}\n{}", postfix.log());
    let list = town.friday_at("2026-11-20T14:00:00Z", &["subscribers", "list"]).await;
    assert!(
        list.out.contains("bounced  everything") && list.out.contains("no such mailbox on 2026-11-20 (5.1.1)"),
        "{}",
        list.out
    );
}
