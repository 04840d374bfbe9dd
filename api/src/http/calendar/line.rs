//! Content lines of RFC 5545: escaped, folded, ended by CRLF.

use chrono::{DateTime, NaiveDate, Utc};

/// Most octets of a line without its end (RFC 5545, 3.1).
const OCTETS: usize = 75;

/// A text of content lines.
#[derive(Debug, Default)]
pub(super) struct Lines(String);

impl Lines {
    /// Adds a property whose value is written as it is.
    pub(super) fn put(&mut self, name: &str, value: &str) {
        self.fold(&format!("{name}:{value}"));
    }

    /// Adds a property of type TEXT.
    pub(super) fn text(&mut self, name: &str, value: &str) {
        self.put(name, &escaped(value));
    }

    /// Adds a property whose value is a whole day.
    pub(super) fn day(&mut self, name: &str, day: NaiveDate) {
        let value = day.format("%Y%m%d").to_string();
        self.put(&format!("{name};VALUE=DATE"), &value);
    }

    /// Adds a property whose value is an instant.
    pub(super) fn instant(&mut self, name: &str, instant: DateTime<Utc>) {
        self.put(name, &instant.format("%Y%m%dT%H%M%SZ").to_string());
    }

    /// Everything.
    pub(super) fn into_text(self) -> String {
        self.0
    }

    /// Breaks a line where it is full, never within a character: some clients put bytes of a
    /// line together, and others do not.
    fn fold(&mut self, line: &str) {
        let mut octets = 0;
        for letter in line.chars() {
            if octets + letter.len_utf8() > OCTETS {
                self.0.push_str("\r\n ");
                octets = 1;
            }
            self.0.push(letter);
            octets += letter.len_utf8();
        }
        self.0.push_str("\r\n");
    }
}

/// A TEXT value (RFC 5545, 3.3.11). Control characters have no place in one.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.replace("\r\n", "\n").chars() {
        match letter {
            '\\' | ';' | ',' => {
                escaped.push('\\');
                escaped.push(letter);
            }
            '\n' => escaped.push_str("\\n"),
            '\t' => escaped.push('\t'),
            control if control.is_control() => escaped.push(' '),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(line: &str) -> String {
        let mut lines = Lines::default();
        lines.fold(line);
        lines.into_text()
    }

    #[test]
    fn a_line_has_at_most_75_octets_and_no_character_is_cut() {
        for length in 0..300 {
            for line in [
                "项".repeat(length),
                "a".repeat(length),
                "😀项a".repeat(length),
            ] {
                let folded = folded(&line);
                let whole = folded.strip_suffix("\r\n").unwrap();
                let lines: Vec<&str> = whole.split("\r\n").collect();
                assert!(lines.iter().all(|one| one.len() <= OCTETS), "{folded}");
                assert!(lines.iter().skip(1).all(|one| one.starts_with(' ')));
                assert_eq!(whole.replace("\r\n ", ""), line);
            }
        }
        assert_eq!(folded(&"a".repeat(75)).matches("\r\n").count(), 1);
        assert_eq!(folded(&"a".repeat(76)).matches("\r\n").count(), 2);
    }

    #[test]
    fn a_text_is_escaped_and_holds_no_control_character() {
        assert_eq!(escaped("a\\b;c,d:\"e\""), "a\\\\b\\;c\\,d:\"e\"");
        assert_eq!(escaped("一\r\n二\n三\r四\0"), "一\\n二\\n三 四 ");
    }
}
