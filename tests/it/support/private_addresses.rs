//! Every way we know to write an address that friday must not connect to. `PORT` stands for the canary's port.

/// Written forms of loopback, private, link-local, reserved and tunnelled addresses.
pub const FORMS: [&str; 96] = [
    // 127.0.0.1: short, decimal, hexadecimal, octal, mixed, padded
    "http://127.0.0.1:PORT/",
    "http://127.1:PORT/",
    "http://127.0.1:PORT/",
    "http://127.255.255.254:PORT/",
    "http://127.0.0.1.:PORT/",
    "http://2130706433:PORT/",
    "http://0x7f000001:PORT/",
    "http://0x7f.1:PORT/",
    "http://0X7F.0x0.0.1:PORT/",
    "http://0177.0.0.1:PORT/",
    "http://0177.1:PORT/",
    "http://017700000001:PORT/",
    "http://00000177.0x0.00.1:PORT/",
    "http://127.000.000.001:PORT/",
    // other letters and escapes for the same
    "http://１２７.０.０.１:PORT/",
    "http://①②⑦.⓪.⓪.①:PORT/",
    "http://127。0。0。1:PORT/",
    "http://127．0．0．1:PORT/",
    "http://𝟏𝟐𝟕.𝟎.𝟎.𝟏:PORT/",
    "http://%31%32%37.0.0.1:PORT/",
    "http://127%2e0%2e0%2e1:PORT/",
    "http://12\u{ad}7.0.0.1:PORT/",
    "http://127.0.\t0.1:PORT/",
    "http://127.0.\n0.1:PORT/",
    // user information and slashes that hide the host
    "http://blog.example@127.0.0.1:PORT/",
    "http://blog.example:80@127.0.0.1:PORT/",
    "http://blog.example%2f@127.0.0.1:PORT/",
    "http://a@b@127.0.0.1:PORT/",
    "http://127.0.0.1:PORT\\@blog.example/",
    "http:127.0.0.1:PORT/",
    "http:/127.0.0.1:PORT/",
    "http:///127.0.0.1:PORT/",
    "http:\\\\127.0.0.1:PORT\\",
    "HTTP://127.0.0.1:PORT/",
    "https://127.0.0.1:PORT/",
    // names
    "http://localhost:PORT/",
    "http://LOCALHOST:PORT/",
    "http://localhost.:PORT/",
    "http://ｌｏｃａｌｈｏｓｔ:PORT/",
    "http://ⓛocalhost:PORT/",
    "http://loc\u{ad}alhost:PORT/",
    "http://%6c%6f%63alhost:PORT/",
    // this host, private networks, carrier's NAT, link-local (cloud metadata)
    "http://0:PORT/",
    "http://0.0.0.0:PORT/",
    "http://0x0.0:PORT/",
    "http://10.0.0.1:PORT/",
    "http://012.0.0.1:PORT/",
    "http://167772161:PORT/",
    "http://100.64.0.1:PORT/",
    "http://100.127.255.254:PORT/",
    "http://169.254.169.254:PORT/",
    "http://2852039166:PORT/",
    "http://0xa9fea9fe:PORT/",
    "http://169.254.43518:PORT/",
    "http://0251.0376.0251.0376:PORT/",
    "http://172.16.0.1:PORT/",
    "http://172.31.255.254:PORT/",
    "http://192.168.0.1:PORT/",
    "http://192.168.257:PORT/",
    "http://3232235521:PORT/",
    // protocols, documentation, benchmarks, multicast, reserved, broadcast
    "http://192.0.0.8:PORT/",
    "http://192.0.2.1:PORT/",
    "http://192.88.99.1:PORT/",
    "http://198.19.255.255:PORT/",
    "http://198.51.100.7:PORT/",
    "http://203.0.113.9:PORT/",
    "http://224.0.0.1:PORT/",
    "http://239.255.255.250:PORT/",
    "http://240.0.0.1:PORT/",
    "http://255.255.255.255:PORT/",
    // IPv6: this host, mapped, compatible, translated
    "http://[::1]:PORT/",
    "http://[0:0:0:0:0:0:0:1]:PORT/",
    "http://[0000::0001]:PORT/",
    "http://[::]:PORT/",
    "http://[::ffff:127.0.0.1]:PORT/",
    "http://[::ffff:7f00:1]:PORT/",
    "http://[::ffff:a9fe:a9fe]:PORT/",
    "http://[::127.0.0.1]:PORT/",
    "http://[::ffff:0:127.0.0.1]:PORT/",
    "http://[64:ff9b::127.0.0.1]:PORT/",
    "http://[64:ff9b:1::7f00:1]:PORT/",
    // tunnels: 6to4, Teredo, ISATAP
    "http://[2002:7f00:1::]:PORT/",
    "http://[2002:a9fe:a9fe::1]:PORT/",
    "http://[2001:0:7f00:1::80ff:fffe]:PORT/",
    "http://[2606:2800:220::5efe:127.0.0.1]:PORT/",
    // link-local with zones, site-local, unique local, documentation, routing, discard, multicast
    "http://[fe80::1]:PORT/",
    "http://[fe80::1%25lo]:PORT/",
    "http://[fe80::1%lo]:PORT/",
    "http://[fec0::1]:PORT/",
    "http://[fc00::1]:PORT/",
    "http://[fd00:ec2::254]:PORT/",
    "http://[2001:db8::1]:PORT/",
    "http://[3fff::1]:PORT/",
    "http://[5f00::1]:PORT/",
    "http://[100::1]:PORT/",
    "http://[ff02::1]:PORT/",
];

/// All of them, for one port, each with a path of its own: a list holds no address twice.
pub fn forms(port: u16) -> Vec<String> {
    FORMS.iter().enumerate().map(|(at, form)| format!("{}{at}", form.replace("PORT", &port.to_string()))).collect()
}

/// Rows of a list, one for each address that is an address at all; those with a name and password the list itself refuses.
pub fn rows(addresses: &[String]) -> String {
    let row = |(at, address): (usize, &String)| {
        let address = serde_json::json!(address); // a JSON string is a TOML string
        format!("[[blog]]\nname = \"Form {at}\"\nfeed = {address}\n\n")
    };
    addresses.iter().enumerate().filter(|(_, address)| is_listable(address)).map(row).collect()
}

fn is_listable(address: &str) -> bool {
    url::Url::parse(address).is_ok_and(|url| url.username().is_empty() && url.password().is_none())
}
