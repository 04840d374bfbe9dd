use std::fmt;

/// How a type is told from the bytes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Look {
    Begins(&'static [u8]),
    /// An archive; which document it is, only its name and declared type say.
    Zip,
    /// The container of older office programs.
    Ole,
    Text,
}

/// Media type, endings of file names, and what its bytes look like. What is not here is refused.
const KNOWN: &[(&str, &[&str], Look)] = &[
    ("application/pdf", &["pdf"], Look::Begins(b"%PDF-")),
    ("image/png", &["png"], Look::Begins(b"\x89PNG\r\n\x1a\n")),
    (
        "image/jpeg",
        &["jpg", "jpeg"],
        Look::Begins(b"\xff\xd8\xff"),
    ),
    ("image/tiff", &["tif", "tiff"], Look::Begins(b"II*\0")),
    ("image/tiff", &["tif", "tiff"], Look::Begins(b"MM\0*")),
    ("application/ofd", &["ofd"], Look::Zip),
    (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        &["docx"],
        Look::Zip,
    ),
    (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        &["xlsx"],
        Look::Zip,
    ),
    (
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        &["pptx"],
        Look::Zip,
    ),
    ("application/zip", &["zip"], Look::Zip),
    ("application/msword", &["doc", "wps"], Look::Ole),
    ("application/vnd.ms-excel", &["xls", "et"], Look::Ole),
    ("application/vnd.ms-powerpoint", &["ppt", "dps"], Look::Ole),
    ("text/csv", &["csv"], Look::Text),
    ("text/plain", &["txt"], Look::Text),
];

/// The media types that a content may have, each once.
#[must_use]
pub fn media_types() -> Vec<&'static str> {
    let mut types: Vec<_> = KNOWN.iter().map(|(media, ..)| *media).collect();
    types.dedup();
    types
}

/// The content is of no type that is taken in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unfit {
    /// The type that the caller declared.
    pub declared: Option<String>,
}

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.declared {
            Some(declared) => write!(f, "the bytes are not {declared:?}, or that is not taken in")?,
            None => f.write_str("the bytes are of no type that is taken in")?,
        }
        write!(f, "; known: {}", media_types().join(", "))
    }
}

/// How many of the first bytes are looked at.
pub(super) const HEAD: usize = 8 * 1024;

/// The type of a content: as its bytes show it, with the declared type and the file's name to
/// tell apart what looks the same.
pub(super) fn judge(
    head: &[u8],
    declared: Option<&str>,
    file_name: &str,
) -> Result<&'static str, Unfit> {
    let declared = declared
        .map(|text| {
            text.split(';')
                .next()
                .unwrap_or(text)
                .trim()
                .to_ascii_lowercase()
        })
        .filter(|text| !text.is_empty() && text != "application/octet-stream");
    let ending = file_name
        .rsplit_once('.')
        .map(|(_, ending)| ending.to_ascii_lowercase());
    let looks: Vec<_> = KNOWN
        .iter()
        .filter(|(.., look)| fits(*look, head))
        .collect();
    let found = match &declared {
        Some(declared) => looks.iter().find(|(media, ..)| media == declared),
        None => {
            let by_name = looks.iter().find(|(_, endings, _)| {
                ending
                    .as_deref()
                    .is_some_and(|ending| endings.contains(&ending))
            });
            // Bytes that can be nothing else need no name.
            by_name.or_else(|| {
                looks
                    .iter()
                    .find(|(.., look)| matches!(look, Look::Begins(_)))
            })
        }
    };
    found.map(|(media, ..)| *media).ok_or(Unfit { declared })
}

fn fits(look: Look, head: &[u8]) -> bool {
    match look {
        Look::Begins(bytes) => head.starts_with(bytes),
        Look::Zip => head.starts_with(b"PK\x03\x04"),
        Look::Ole => head.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        Look::Text => {
            // Pages and scripts are no evidence, whatever they are called.
            let start = head.trim_ascii_start();
            !head.is_empty()
                && !head.contains(&0)
                && !start.starts_with(b"<")
                && !start.starts_with(b"#!")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_type_is_listed_once() {
        let listed = media_types();
        let mut types = listed.clone();
        types.sort_unstable();
        types.dedup();
        assert_eq!(types.len(), listed.len());
    }

    #[test]
    fn the_bytes_decide_and_the_name_tells_apart_what_looks_the_same() {
        let told = |head: &[u8], declared, name| judge(head, declared, name).ok();
        assert_eq!(told(b"%PDF-1.7 ", None, "x"), Some("application/pdf"));
        let declared = Some("Application/PDF; x=y");
        assert_eq!(
            told(b"%PDF-1.7 ", declared, "x.txt"),
            Some("application/pdf")
        );
        assert_eq!(
            told(b"PK\x03\x04..", None, "终验报告.OFD"),
            Some("application/ofd")
        );
        assert_eq!(
            told(b"PK\x03\x04..", None, "a.zip"),
            Some("application/zip")
        );
        assert_eq!(
            told("序号,名称".as_bytes(), None, "a.csv"),
            Some("text/csv")
        );
        let octets = Some("application/octet-stream");
        assert_eq!(told(b"%PDF-1.7 ", octets, "x"), Some("application/pdf"));
    }

    #[test]
    fn what_pretends_or_runs_is_refused() {
        for (head, declared, name) in [
            (&b"MZ\x90\0"[..], Some("application/pdf"), "a.pdf"),
            (b"\x7fELF", None, "a.pdf"),
            (b"<html><script>", Some("text/plain"), "a.txt"),
            (b"#!/bin/sh", None, "a.txt"),
            (b"PK\x03\x04", None, "a.jar"),
            (b"plain", None, "a"),
            (b"", None, "a.txt"),
            (b"%PDF-1.7", Some("image/png"), "a.png"),
        ] {
            assert!(judge(head, declared, name).is_err(), "{name}");
        }
    }
}
