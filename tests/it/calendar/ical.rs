//! A strict reader of RFC 5545: whatever the grammar does not allow fails the test.

use std::collections::BTreeMap;

/// A content line: its name, its parameters and its value as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Property {
    pub(super) name: String,
    pub(super) parameters: BTreeMap<String, String>,
    value: String,
}

/// A component with its properties, in order, and those within it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Component {
    pub(super) name: String,
    properties: Vec<Property>,
    pub(super) within: Vec<Component>,
}

impl Property {
    /// The value of a property of type TEXT.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        let mut letters = self.value.chars();
        while let Some(letter) = letters.next() {
            match letter {
                '\\' => text.push(match letters.next() {
                    Some('n' | 'N') => '\n',
                    Some(own @ ('\\' | ';' | ',')) => own,
                    other => panic!("{}: \\{other:?} is no escape", self.value),
                }),
                ';' | ',' => panic!("{}: {letter} is not escaped", self.value),
                control if control.is_control() && control != '\t' => {
                    panic!("{}: a control character", self.value)
                }
                other => text.push(other),
            }
        }
        text
    }

    /// The value of a property whose type is not TEXT.
    pub(super) fn plain(&self) -> &str {
        &self.value
    }
}

impl Component {
    /// The only property of the name.
    pub(super) fn one(&self, name: &str) -> &Property {
        let mut found = self.properties.iter().filter(|one| one.name == name);
        let one = found.next();
        assert!(found.next().is_none(), "{name} stands twice in {self:?}");
        one.unwrap_or_else(|| panic!("no {name} in {self:?}"))
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.properties.iter().any(|one| one.name == name)
    }

    pub(super) fn text(&self, name: &str) -> String {
        self.one(name).text()
    }

    /// The days of a property whose value is a day.
    pub(super) fn day(&self, name: &str) -> chrono::NaiveDate {
        let property = self.one(name);
        let date = BTreeMap::from([("VALUE".to_owned(), "DATE".to_owned())]);
        assert_eq!(property.parameters, date, "{name}");
        chrono::NaiveDate::parse_from_str(property.plain(), "%Y%m%d").unwrap()
    }

    /// The instant of a property, in UTC.
    pub(super) fn instant(&self, name: &str) -> chrono::NaiveDateTime {
        let text = self.one(name).plain();
        chrono::NaiveDateTime::parse_from_str(text, "%Y%m%dT%H%M%SZ").unwrap()
    }
}

/// Reads a calendar object, and looks at everything that RFC 5545 asks of it.
pub(super) fn read(bytes: &[u8]) -> Component {
    let lines = lines(bytes);
    let mut open: Vec<Component> = vec![Component::default()];
    for line in &lines {
        let property = property(line);
        match property.name.as_str() {
            "BEGIN" => open.push(Component {
                name: property.value,
                ..Component::default()
            }),
            "END" => {
                let closed = open.pop().unwrap();
                assert_eq!(closed.name, property.value, "components cross");
                open.last_mut().expect("too many END").within.push(closed);
            }
            _ => {
                let within = open.last_mut().unwrap();
                assert!(!within.name.is_empty(), "{line} stands outside");
                within.properties.push(property);
            }
        }
    }
    assert_eq!(open.len(), 1, "a component is not closed");
    let mut objects = open.remove(0).within;
    assert_eq!(objects.len(), 1, "one object");
    let calendar = objects.remove(0);
    look_at(&calendar);
    calendar
}

/// The lines, unfolded. Each ends with CRLF and has at most 75 octets, and is UTF-8 by itself, so
/// that no character was cut.
fn lines(bytes: &[u8]) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut rest = bytes;
    while !rest.is_empty() {
        let end = rest.windows(2).position(|two| two == b"\r\n");
        let (line, after) = rest.split_at(end.expect("the last line has no end"));
        assert!(line.len() <= 75, "{} octets: {line:?}", line.len());
        let line = std::str::from_utf8(line).expect("no character is cut");
        let stray = |letter: char| letter.is_control() && letter != '\t';
        assert!(!line.contains(stray), "{line:?}");
        match line.strip_prefix([' ', '\t']) {
            Some(more) => lines.last_mut().expect("nothing to go on").push_str(more),
            None => lines.push(line.to_owned()),
        }
        rest = &after[2..];
    }
    assert!(lines.iter().all(|line| !line.is_empty()), "an empty line");
    lines
}

fn property(line: &str) -> Property {
    let (head, value) = line
        .split_once(':')
        .unwrap_or_else(|| panic!("{line}: no :"));
    let mut parts = head.split(';');
    let name = parts.next().unwrap_or_default();
    let named = |text: &str| {
        let fits = |letter: char| letter.is_ascii_uppercase() || letter == '-';
        !text.is_empty() && text.chars().all(fits)
    };
    assert!(named(name), "{line}: {name:?} is no name");
    let parameters = parts.map(|part| {
        let (name, value) = part.split_once('=').unwrap_or_else(|| panic!("{line}"));
        assert!(named(name) && named(value), "{line}");
        (name.to_owned(), value.to_owned())
    });
    Property {
        name: name.to_owned(),
        parameters: parameters.collect(),
        value: value.to_owned(),
    }
}

/// What has to be there once, and what may be.
fn look_at(calendar: &Component) {
    assert_eq!(calendar.name, "VCALENDAR");
    assert_eq!(calendar.one("VERSION").plain(), "2.0");
    assert!(!calendar.text("PRODID").is_empty());
    assert!(!calendar.has("METHOD"), "it is published, not sent");
    assert!(
        !calendar.within.is_empty(),
        "RFC 5545, 3.6: one component at least"
    );
    let mut names = std::collections::BTreeSet::new();
    for event in calendar.within.iter().filter(|one| one.name == "VEVENT") {
        assert!(names.insert(event.text("UID")), "two of one UID");
        event.instant("DTSTAMP");
        let (from, to) = (event.day("DTSTART"), event.day("DTEND"));
        assert_eq!(to, from.succ_opt().unwrap());
        assert_eq!(event.one("TRANSP").plain(), "TRANSPARENT");
        assert!(event.within.is_empty(), "no alarm");
        for property in &event.properties {
            match property.name.as_str() {
                "UID" | "SUMMARY" | "DESCRIPTION" | "CATEGORIES" => drop(property.text()),
                "DTSTAMP" | "DTSTART" | "DTEND" | "TRANSP" => {}
                "LAST-MODIFIED" => drop(event.instant("LAST-MODIFIED")),
                "CLASS" => assert_eq!(property.plain(), "PRIVATE"),
                other => panic!("{other} is not expected"),
            }
        }
    }
}

/// The events of a feed.
pub(super) fn events(bytes: &[u8]) -> Vec<Component> {
    let within = read(bytes).within.into_iter();
    within.filter(|one| one.name == "VEVENT").collect()
}

#[test]
fn what_rfc_5545_does_not_allow_is_refused() {
    let whole = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:a\r\n\
                 DTSTAMP:20260630T000000Z\r\nDTSTART;VALUE=DATE:20260630\r\n\
                 DTEND;VALUE=DATE:20260701\r\nTRANSP:TRANSPARENT\r\nSUMMARY:a\\,b\r\n c\r\n\
                 END:VEVENT\r\nEND:VCALENDAR\r\n";
    assert_eq!(events(whole.as_bytes())[0].text("SUMMARY"), "a,bc");
    for (from, to) in [
        ("\r\n", "\n"),
        ("VERSION:2.0\r\n", ""),
        ("a\\,b", "a,b"),
        ("a\\,b", "a\\xb"),
        ("a\\,b", &"a".repeat(80)),
        ("DTSTAMP", "SUMMARY"),
        ("END:VEVENT\r\n", ""),
        ("20260701", "20260702"),
        ("SUMMARY", "summary"),
        ("UID:a\r\n", "UID:a\r\nUID:b\r\n"),
        ("BEGIN:VEVENT", "BEGIN:VTODO"),
    ] {
        let broken = whole.replace(from, to);
        let read = std::panic::catch_unwind(|| read(broken.as_bytes()));
        assert!(read.is_err(), "{from:?} to {to:?} was taken");
    }
}
