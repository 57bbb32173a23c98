//! The relaxed canonical forms (RFC 6376 §3.4.2, §3.4.4): what may change on the way without breaking a signature.

/// The fields of a header block, in order: names, and values with their folds but without the last line end.
pub fn fields(head: &str) -> Vec<(&str, &str)> {
    let mut fields = Vec::new();
    let mut rest = head;
    while let Some((name, after)) = rest.split_once(':') {
        let end = end_of_field(after);
        fields.push((name, after.get(..end).unwrap_or_default()));
        rest = after.get(end + 2..).unwrap_or_default();
    }
    fields
}

/// A field goes on where the next line begins with a space or tab.
fn end_of_field(text: &str) -> usize {
    let is_end = |(at, _): &(usize, &str)| !text.get(at + 2..).is_some_and(|next| next.starts_with([' ', '\t']));
    text.match_indices("\r\n").find(is_end).map_or(text.len(), |(at, _)| at)
}

/// `name:value`, lower-case name, every run of spaces, tabs and folds one space; without a line end.
pub fn relaxed_field(name: &str, value: &str) -> String {
    let mut field = name.trim_end().to_ascii_lowercase();
    field.push(':');
    let before = field.len();
    for word in value.split([' ', '\t', '\r', '\n']).filter(|word| !word.is_empty()) {
        if field.len() > before {
            field.push(' ');
        }
        field.push_str(word);
    }
    field
}

/// Runs of spaces and tabs are one space, none at line ends, no empty lines at the end.
pub fn relaxed_body(body: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len());
    let mut end = 0;
    for line in body.split_inclusive(|byte| *byte == b'\n') {
        let line = line.strip_suffix(b"\r\n").unwrap_or(line);
        let words = line.iter().rposition(|byte| !is_blank(*byte)).map_or(0, |last| last + 1);
        let line = line.get(..words).unwrap_or_default();
        squeeze(line, &mut out);
        if !line.is_empty() {
            end = out.len() + 2;
        }
        out.extend_from_slice(b"\r\n");
    }
    out.truncate(end);
    out
}

/// Most lines hold no run: they are copied whole.
fn squeeze(line: &[u8], out: &mut Vec<u8>) {
    let has_runs = line.contains(&b'\t') || line.windows(2).any(|pair| pair == b"  ");
    if !has_runs {
        return out.extend_from_slice(line);
    }
    let mut was_blank = false;
    for byte in line.iter().copied() {
        if !is_blank(byte) {
            out.push(byte);
        } else if !was_blank {
            out.push(b' ');
        }
        was_blank = is_blank(byte);
    }
}

fn is_blank(byte: u8) -> bool {
    byte == b' ' || byte == b'\t'
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of RFC 6376 §3.4.5.
    #[test]
    fn the_rfcs_example_comes_out_as_the_rfc_has_it() {
        let head = "A: X \r\nB : Y\t\r\n\tZ  \r\n";
        let body = b" C \r\nD \t E\r\n\r\n\r\n";

        let relaxed: Vec<String> = fields(head).into_iter().map(|(name, value)| relaxed_field(name, value)).collect();

        assert_eq!(relaxed, ["a:X", "b:Y Z"]);
        assert_eq!(relaxed_body(body), b" C\r\nD E\r\n");
    }

    #[test]
    fn a_body_of_nothing_is_nothing() {
        assert_eq!(relaxed_body(b""), b"");
        assert_eq!(relaxed_body(b"\r\n \r\n\t\r\n"), b"");
    }
}
