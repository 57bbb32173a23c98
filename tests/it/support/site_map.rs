//! Every route of the pages, and how it is judged. `every_route_has_its_judgement` holds this against the code, so that a new page is not
//! forgotten; the long checks visit what stands here.

/// Who sees a route, and where the sample town shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    /// A page for everybody, at these addresses of the sample town.
    Public(&'static [&'static str]),
    /// A page for editors who are signed in, at these addresses.
    Desk(&'static [&'static str]),
    /// A page behind a token that the town's mails hold.
    Token,
    /// Something for programs.
    Document(&'static [&'static str]),
    /// Answers a form, and shows a page that another route shows too.
    Action,
}

/// The route table.
pub const ROUTES: &[(&str, Seen)] = &[
    ("/", Seen::Public(&["/"])),
    ("/subscribe", Seen::Public(&["/subscribe"])),
    ("/confirm/{token}", Seen::Token),
    ("/change/{token}", Seen::Token),
    ("/manage", Seen::Public(&["/manage"])),
    ("/manage/{token}", Seen::Token),
    ("/manage/{token}/{action}", Seen::Action),
    ("/leave/{token}", Seen::Token),
    ("/about-our-fetcher", Seen::Public(&["/about-our-fetcher"])),
    ("/what-we-keep", Seen::Public(&["/what-we-keep"])),
    ("/health", Seen::Public(&["/health"])),
    ("/style.css", Seen::Document(&["/style.css"])),
    // Out.
    ("/editions", Seen::Public(&["/editions"])),
    ("/editions/year/{year}", Seen::Public(&["/editions/year/2026"])),
    ("/accessibility", Seen::Public(&["/accessibility"])),
    ("/editions/{date}", Seen::Public(&["/editions/2026-10-30", "/editions/2026-11-13"])),
    ("/stories", Seen::Public(&["/stories", "/stories?q=parking", "/stories?q=nothing+like+it", "/stories?council=Ashby"])),
    ("/feeds", Seen::Public(&["/feeds"])),
    ("/editions.atom", Seen::Document(&["/editions.atom"])),
    ("/editions.json", Seen::Document(&["/editions.json"])),
    ("/stories.atom", Seen::Document(&["/stories.atom", "/stories.atom?q=parking"])),
    ("/stories.json", Seen::Document(&["/stories.json", "/stories.json?council=Ashby"])),
    ("/api", Seen::Public(&["/api"])),
    ("/api/openapi.json", Seen::Document(&["/api/openapi.json"])),
    ("/sitemap.xml", Seen::Document(&["/sitemap.xml"])),
    ("/robots.txt", Seen::Document(&["/robots.txt"])),
    // The living list.
    ("/blogs", Seen::Public(&["/blogs", "/blogs?sort=state", "/blogs?sort=posts"])),
    (
        "/blogs/{id}",
        Seen::Public(&[
            "/blogs/ashby-digital",
            "/blogs/blog-digidol-cwm-glas",
            "/blogs/kirton",
            "/blogs/leek",
            "/blogs/jarrow",
            "/blogs/mold",
            "/blogs/neath",
        ]),
    ),
    ("/blogs/{id}/opt-out", Seen::Public(&["/blogs/ashby-digital/opt-out"])),
    ("/blogs/suggest", Seen::Public(&["/blogs/suggest"])),
    ("/blogs/share", Seen::Public(&["/blogs/share"])),
    ("/blogs.opml", Seen::Document(&["/blogs.opml"])),
    ("/blogroll.html", Seen::Document(&["/blogroll.html"])),
    // The desk.
    ("/desk.js", Seen::Document(&["/desk.js"])),
    ("/desk", Seen::Desk(&["/desk", "/desk?starred=yes", "/desk?q=parking"])),
    ("/desk/star", Seen::Action),
    ("/desk/log", Seen::Desk(&["/desk/log"])),
    ("/desk/sessions", Seen::Desk(&["/desk/sessions"])),
    ("/desk/sessions/close", Seen::Action),
    ("/desk/sign-in", Seen::Public(&["/desk/sign-in"])),
    ("/desk/sign-in/{secret}", Seen::Token),
    ("/desk/sign-out", Seen::Action),
    ("/desk/write", Seen::Desk(&["/desk/write"])),
    ("/desk/write/save", Seen::Action),
    ("/desk/write/token", Seen::Action),
    ("/desk/write/remark", Seen::Action),
    ("/desk/write/merge", Seen::Action),
    ("/desk/write/swap", Seen::Desk(&["/desk/write/swap"])),
    ("/desk/write/check", Seen::Desk(&["/desk/write/check"])),
    ("/desk/write/preview", Seen::Desk(&["/desk/write/preview", "/desk/write/preview?as=phone"])),
    ("/desk/write/preview/{part}", Seen::Action),
    ("/desk/write/test", Seen::Action),
    ("/desk/write/approve", Seen::Desk(&["/desk/write/approve"])),
    ("/desk/write/pause", Seen::Action),
    ("/desk/write/resume", Seen::Action),
    ("/desk/write/plan", Seen::Desk(&["/desk/write/plan"])),
    ("/desk/write/skip", Seen::Action),
    ("/desk/write/move", Seen::Action),
    ("/desk/editions/{date}/correct", Seen::Desk(&["/desk/editions/2026-11-13/correct"])),
    ("/desk/blogs", Seen::Desk(&["/desk/blogs"])),
    ("/desk/blogs/on/{blog}/{act}", Seen::Action),
    ("/desk/blogs/opt-outs/{id}/{act}", Seen::Action),
    ("/desk/blogs/suggestions/{id}/look", Seen::Action),
    ("/desk/blogs/suggestions/{id}/accept", Seen::Action),
    ("/desk/blogs/suggestions/{id}/decline", Seen::Action),
];
