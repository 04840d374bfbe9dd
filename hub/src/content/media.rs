use std::borrow::Cow;

use super::Unfit;
use super::archive::Archive;
use super::look::Seen;

/// How a type is told from the bytes.
#[derive(Clone, Copy)]
enum Look {
    Begins(&'static [u8]),
    /// An archive whose directory names what makes it the one it is. Which document of an office
    /// program it is, only its name and declared type say.
    Zip(fn(&Archive) -> bool),
    /// The container of older office programs.
    Ole,
    Text,
}

/// Media type, endings of file names, and what its bytes look like. What is not here is refused:
/// so are documents that may hold macros (`docm`, `xlsm`).
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
    ("application/ofd", &["ofd"], Look::Zip(|found| found.ofd)),
    (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        &["docx"],
        Look::Zip(|found| found.office),
    ),
    (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        &["xlsx"],
        Look::Zip(|found| found.office),
    ),
    (
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        &["pptx"],
        Look::Zip(|found| found.office),
    ),
    ("application/zip", &["zip"], Look::Zip(|_| true)),
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

/// How many of the first bytes are looked at.
pub(super) const HEAD: usize = 8 * 1024;

/// The type of a content: as its bytes show it, with the declared type and the file's name to
/// tell apart what looks the same. The name ends as names of that type do, or has no ending.
pub(super) fn judge(
    seen: &Seen,
    declared: Option<&str>,
    file_name: &str,
) -> Result<&'static str, Unfit> {
    if seen.size == 0 {
        return Err(Unfit::Empty);
    }
    let declared = declared
        .map(|text| {
            text.split(';')
                .next()
                .unwrap_or(text)
                .trim()
                .to_ascii_lowercase()
        })
        .filter(|text| !text.is_empty() && text != "application/octet-stream");
    let looks: Vec<_> = KNOWN
        .iter()
        .filter(|(.., look)| fits(*look, seen))
        .filter(|(media, ..)| declared.as_deref().is_none_or(|told| told == *media))
        .collect();
    let ending = ending(file_name);
    let found = match &ending {
        _ if looks.is_empty() => None,
        Some(ending) => {
            let named = |endings: &[&str]| endings.contains(&ending.as_str());
            let found = looks.iter().find(|(_, endings, _)| named(endings));
            let known = || looks.iter().flat_map(|(_, endings, _)| *endings);
            Some(found.ok_or_else(|| Unfit::Ending {
                ending: ending.clone(),
                known: known().copied().collect(),
            })?)
        }
        // Bytes that can be nothing else need neither.
        None => looks
            .iter()
            .find(|(.., look)| declared.is_some() || matches!(look, Look::Begins(_))),
    };
    let Some((media, ..)) = found else {
        return Err(Unfit::Type { declared });
    };
    match seen.archive {
        Some(archive) if archive.office && archive.macros => Err(Unfit::Macros),
        _ => Ok(*media),
    }
}

/// The name to offer a content under: it ends as names of the type do.
#[must_use]
pub fn offered_name<'a>(file_name: &'a str, media_type: &str) -> Cow<'a, str> {
    let known = KNOWN.iter().find(|(media, ..)| *media == media_type);
    let endings = known.map_or(&[][..], |(_, endings, _)| *endings);
    let fits = ending(file_name).is_some_and(|ending| endings.contains(&ending.as_str()));
    match endings.first() {
        Some(first) if !fits => format!("{file_name}.{first}").into(),
        _ => file_name.into(),
    }
}

/// How a name ends, in small letters. A number, a word of a sentence or a space behind a dot is
/// no ending: such a name is offered with one of ours behind it.
fn ending(file_name: &str) -> Option<String> {
    let (_, ending) = file_name.rsplit_once('.')?;
    let letters = ending.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && ending.bytes().any(|byte| byte.is_ascii_alphabetic());
    letters.then(|| ending.to_ascii_lowercase())
}

/// Whether the bytes begin as an archive does.
pub(super) fn is_archive(head: &[u8]) -> bool {
    head.starts_with(b"PK\x03\x04")
}

fn fits(look: Look, seen: &Seen) -> bool {
    let head = seen.head.as_slice();
    match look {
        Look::Begins(bytes) => head.starts_with(bytes),
        Look::Zip(is) => seen.archive.as_ref().is_some_and(is),
        Look::Ole => head.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        Look::Text => {
            // Pages and scripts are no evidence, whatever they are called and whatever mark of
            // their encoding stands in front.
            let mut start = head;
            while let Some(rest) = start.strip_prefix(b"\xef\xbb\xbf") {
                start = rest;
            }
            let start = start.trim_ascii_start();
            !start.is_empty()
                && !head.contains(&0)
                && !start.starts_with(b"<")
                && !start.starts_with(b"#!")
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::super::archive::{self, tests::archive as zip};
    use super::*;

    #[test]
    fn each_type_is_listed_once() {
        let listed = media_types();
        let mut types = listed.clone();
        types.sort_unstable();
        types.dedup();
        assert_eq!(types.len(), listed.len());
    }

    fn judged(bytes: &[u8], declared: Option<&str>, name: &str) -> Result<&'static str, Unfit> {
        let archive = archive::read(&mut Cursor::new(bytes), bytes.len() as u64);
        let seen = Seen {
            hash: String::new(),
            sha256: Vec::new(),
            size: bytes.len() as u64,
            head: bytes[..bytes.len().min(HEAD)].to_vec(),
            archive: archive.unwrap().filter(|_| is_archive(bytes)),
        };
        judge(&seen, declared, name)
    }

    const PDF: &[u8] = b"%PDF-1.7 ";

    #[test]
    fn the_bytes_decide_and_the_name_tells_apart_what_looks_the_same() {
        let told = |bytes: &[u8], declared, name| judged(bytes, declared, name).ok();
        assert_eq!(told(PDF, None, "x"), Some("application/pdf"));
        let declared = Some("Application/PDF; x=y");
        assert_eq!(told(PDF, declared, "x.PDF"), Some("application/pdf"));
        let ofd = zip(&["OFD.xml"], b"");
        assert_eq!(told(&ofd, None, "终验报告.OFD"), Some("application/ofd"));
        assert_eq!(told(&ofd, None, "a.zip"), Some("application/zip"));
        let office = zip(&["[Content_Types].xml"], b"");
        assert!(
            told(&office, None, "a.docx")
                .unwrap()
                .ends_with("wordprocessingml.document")
        );
        assert!(
            told(&office, None, "a.xlsx")
                .unwrap()
                .ends_with("spreadsheetml.sheet")
        );
        let csv = "\u{feff}序号,名称";
        assert_eq!(told(csv.as_bytes(), None, "a.csv"), Some("text/csv"));
        assert_eq!(
            told(csv.as_bytes(), Some("text/plain"), "a"),
            Some("text/plain")
        );
        let octets = Some("application/octet-stream");
        assert_eq!(told(PDF, octets, "x"), Some("application/pdf"));
    }

    #[test]
    fn what_pretends_or_runs_is_refused() {
        for (head, declared, name) in [
            (&b"MZ\x90\0"[..], Some("application/pdf"), "a.pdf"),
            (b"\x7fELF", None, "a.pdf"),
            (b"<html><script>", Some("text/plain"), "a.txt"),
            (b"\xef\xbb\xbf<html>", Some("text/plain"), "a.txt"),
            (b"\xef\xbb\xbf\xef\xbb\xbf <html>", None, "a.txt"),
            (b"#!/bin/sh", None, "a.txt"),
            (b"PK\x03\x04", None, "a.jar"),
            (b"PK\x03\x04000000000000000000000000000", None, "a.docx"),
            (b"PK\x03\x04000000000000000000000000000", None, "a.zip"),
            (b"plain", None, "a"),
            (b"", None, "a.txt"),
            (b"\xef\xbb\xbf", None, "a.txt"),
            (b"%PDF-1.7", Some("image/png"), "a.png"),
        ] {
            let refused = judged(head, declared, name);
            assert!(refused.is_err(), "{name}: {refused:?}");
        }
        let docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
        let office = ["[Content_Types].xml", "word/document.xml"];
        assert!(judged(&zip(&office[1..], b""), Some(docx), "a.docx").is_err());
        let macros = zip(&[office[0], "word/vbaProject.bin"], b"");
        assert_eq!(judged(&macros, Some(docx), "a.docx"), Err(Unfit::Macros));
    }

    #[test]
    fn a_name_ends_as_names_of_its_type_do() {
        let docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
        let office = zip(&["[Content_Types].xml"], b"");
        for (bytes, declared, name) in [
            (&b"start x"[..], Some("text/plain"), "run.bat"),
            (PDF, Some("application/pdf"), "x.exe"),
            (PDF, None, "x.exe"),
            (PDF, Some("application/pdf"), "x.pdf.Js"),
            (&office, Some(docx), "x.docm"),
            (&office, None, "x.xlsm"),
            (&office, Some(docx), "x.xlsx"),
        ] {
            let refused = judged(bytes, declared, name).unwrap_err();
            assert!(matches!(refused, Unfit::Ending { .. }), "{name}: {refused}");
        }
        for (name, offered) in [
            ("终验报告", "终验报告.pdf"),
            ("终验报告v1.2", "终验报告v1.2.pdf"),
            ("2025.10的报告", "2025.10的报告.pdf"),
            ("a.PDF", "a.PDF"),
            // Taken in before names were looked at.
            ("run.bat", "run.bat.pdf"),
        ] {
            assert_eq!(offered_name(name, "application/pdf"), offered);
            assert_eq!(judged(PDF, None, name).is_ok(), name != "run.bat");
        }
        assert_eq!(offered_name("run.bat", "of no list"), "run.bat");
    }
}
