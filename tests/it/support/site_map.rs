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
];
