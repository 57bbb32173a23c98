//! The sources of the pages that are embedded in the binary: a line each, in the order of their owners.

/// Every page and part of one.
pub const EMBEDDED: &[(&str, &str)] = &[
    ("web/layout.html", include_str!("../../../templates/web/layout.html")),
    ("web/choices.html", include_str!("../../../templates/web/choices.html")),
    ("web/home.html", include_str!("../../../templates/web/home.html")),
    ("web/manage.html", include_str!("../../../templates/web/manage.html")),
    ("web/lost.html", include_str!("../../../templates/web/lost.html")),
    ("web/page.html", include_str!("../../../templates/web/page.html")),
    ("web/out/edition.html", include_str!("../../../templates/web/out/edition.html")),
    ("web/out/feeds.html", include_str!("../../../templates/web/out/feeds.html")),
    ("web/out/river.html", include_str!("../../../templates/web/out/river.html")),
    ("web/out/api.html", include_str!("../../../templates/web/out/api.html")),
    ("web/blogs/list.html", include_str!("../../../templates/web/blogs/list.html")),
    ("web/blogs/blog.html", include_str!("../../../templates/web/blogs/blog.html")),
    ("web/blogs/suggest.html", include_str!("../../../templates/web/blogs/suggest.html")),
    ("web/blogs/suggested.html", include_str!("../../../templates/web/blogs/suggested.html")),
    ("web/blogs/opt-out.html", include_str!("../../../templates/web/blogs/opt-out.html")),
    ("web/blogs/samples.html", include_str!("../../../templates/web/blogs/samples.html")),
    ("web/blogs/share.html", include_str!("../../../templates/web/blogs/share.html")),
    ("web/desk/layout.html", include_str!("../../../templates/web/desk/layout.html")),
    ("web/desk/blogs.html", include_str!("../../../templates/web/desk/blogs.html")),
    ("web/desk/suggestion.html", include_str!("../../../templates/web/desk/suggestion.html")),
    ("web/desk/sign_in.html", include_str!("../../../templates/web/desk/sign_in.html")),
    ("web/desk/typed.html", include_str!("../../../templates/web/desk/typed.html")),
    ("web/desk/sessions.html", include_str!("../../../templates/web/desk/sessions.html")),
    ("web/desk/log.html", include_str!("../../../templates/web/desk/log.html")),
    ("web/desk/reading.html", include_str!("../../../templates/web/desk/reading.html")),
    ("web/parts.html", include_str!("../../../templates/web/parts.html")),
    ("web/edition.html", include_str!("../../../templates/web/edition.html")),
    ("web/archive.html", include_str!("../../../templates/web/archive.html")),
    ("web/stories.html", include_str!("../../../templates/web/stories.html")),
    ("web/text.html", include_str!("../../../templates/web/text.html")),
    ("web/not_found.html", include_str!("../../../templates/web/not_found.html")),
    ("web/desk/told.html", include_str!("../../../templates/web/desk/told.html")),
    ("web/desk/write.html", include_str!("../../../templates/web/desk/write.html")),
    ("web/desk/item.html", include_str!("../../../templates/web/desk/item.html")),
    ("web/desk/under_way.html", include_str!("../../../templates/web/desk/under_way.html")),
    ("web/desk/conflict.html", include_str!("../../../templates/web/desk/conflict.html")),
    ("web/desk/fixed.html", include_str!("../../../templates/web/desk/fixed.html")),
    ("web/desk/swap.html", include_str!("../../../templates/web/desk/swap.html")),
    ("web/desk/advice.html", include_str!("../../../templates/web/desk/advice.html")),
    ("web/desk/check.html", include_str!("../../../templates/web/desk/check.html")),
    ("web/desk/preview.html", include_str!("../../../templates/web/desk/preview.html")),
    ("web/desk/approve.html", include_str!("../../../templates/web/desk/approve.html")),
    ("web/desk/plan.html", include_str!("../../../templates/web/desk/plan.html")),
    ("web/desk/correct.html", include_str!("../../../templates/web/desk/correct.html")),
];

/// What readers load.
pub const STYLES: &[(&str, &str)] = &[
    ("web/style.css", include_str!("../../../templates/web/style.css")),
    ("web/style/public.css", include_str!("../../../templates/web/style/public.css")),
    ("web/style/list.css", include_str!("../../../templates/web/style/list.css")),
];

/// What editors load besides.
pub const DESK_STYLES: &[(&str, &str)] = &[
    ("web/style/desk.css", include_str!("../../../templates/web/style/desk.css")),
    ("web/style/write.css", include_str!("../../../templates/web/style/write.css")),
];
