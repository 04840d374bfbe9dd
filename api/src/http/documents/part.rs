use std::str::FromStr;

use axum::http::{
    HeaderMap,
    header::{CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE},
};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use shuniu_hub::content::{Offset, Part};

/// Longest name of a file, in characters.
const NAME: usize = 200;

/// What a `PUT` announces, from its headers and the `name` of its address.
///
/// # Errors
///
/// Says which header is wrong, and what it has to look like.
pub(super) fn announced(headers: &HeaderMap, name: Option<&str>) -> Result<Part, String> {
    let text = |name| {
        headers
            .get(name)
            .and_then(|value: &axum::http::HeaderValue| value.to_str().ok())
    };
    let length = text(CONTENT_LENGTH.as_str()).and_then(|text| text.parse::<u64>().ok());
    let (offset, total) = match text(CONTENT_RANGE.as_str()) {
        None => (Offset::Whole, length),
        Some(range) => {
            let Announced {
                offset,
                total,
                length: told,
            } = range.parse()?;
            if let (Some(told), Some(length)) = (told, length)
                && told != length
            {
                return Err(format!(
                    "Content-Range speaks of {told} bytes and Content-Length of {length}"
                ));
            }
            (offset, Some(total))
        }
    };
    Ok(Part {
        offset,
        total,
        media_type: text(CONTENT_TYPE.as_str()).map(ToOwned::to_owned),
        file_name: file_name(name)?,
        sha256: text("repr-digest").map(digest).transpose()?,
    })
}

/// The last part of the name, without what a file system or a header might stumble over.
fn file_name(name: Option<&str>) -> Result<String, String> {
    let name = name.unwrap_or_default();
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = last
        .chars()
        .filter(|sign| !sign.is_control() && !matches!(sign, '"' | '<' | '>' | ':' | '|' | '?' | '*'))
        // Signs that turn the direction of writing hide the true ending.
        .filter(|sign| !matches!(*sign, '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'))
        .collect();
    let clean = clean.trim().trim_matches('.');
    if clean.is_empty() {
        return Err(
            "the address needs the file's name: `?name=终验报告.pdf`, percent-encoded".to_owned(),
        );
    }
    if clean.chars().count() > NAME {
        return Err(format!("the file's name has more than {NAME} characters"));
    }
    Ok(clean.to_owned())
}

/// The SHA-256 of a `Repr-Digest` (RFC 9530).
fn digest(text: &str) -> Result<Vec<u8>, String> {
    let wrong = || "Repr-Digest takes `sha-256=:BASE64:`".to_owned();
    let inner = text
        .trim()
        .strip_prefix("sha-256=:")
        .and_then(|rest| rest.strip_suffix(':'));
    let bytes = STANDARD
        .decode(inner.ok_or_else(wrong)?)
        .map_err(|_| wrong())?;
    if bytes.len() == 32 {
        Ok(bytes)
    } else {
        Err(wrong())
    }
}

struct Announced {
    offset: Offset,
    total: u64,
    length: Option<u64>,
}

impl FromStr for Announced {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || {
            "Content-Range takes `bytes FIRST-LAST/TOTAL`, or `bytes */TOTAL` when all bytes have come"
                .to_owned()
        };
        let rest = text.trim().strip_prefix("bytes ").ok_or_else(wrong)?;
        let (span, total) = rest.split_once('/').ok_or_else(wrong)?;
        let number = |text: &str| text.parse::<u64>().map_err(|_| wrong());
        let total = number(total)?;
        if span == "*" {
            return Ok(Self {
                offset: Offset::End,
                total,
                length: Some(0),
            });
        }
        let (first, last) = span.split_once('-').ok_or_else(wrong)?;
        let (first, last) = (number(first)?, number(last)?);
        if last < first || last >= total {
            return Err(wrong());
        }
        Ok(Self {
            offset: Offset::At(first..last + 1),
            total,
            length: Some(last - first + 1),
        })
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn with(pairs: &[(&'static str, &'static str)]) -> Result<Part, String> {
        let pairs = pairs.iter().map(|(name, value)| {
            (
                axum::http::HeaderName::from_static(name),
                HeaderValue::from_static(value),
            )
        });
        announced(&pairs.collect(), Some("报告.pdf"))
    }

    #[test]
    fn a_part_says_where_it_begins() {
        let part = with(&[
            ("content-range", "bytes 100-199/1000"),
            ("content-length", "100"),
        ]);
        let part = part.unwrap();
        assert_eq!(
            (part.offset, part.total),
            (Offset::At(100..200), Some(1000))
        );
        let end = with(&[("content-range", "bytes */1000")]).unwrap();
        assert_eq!((end.offset, end.total), (Offset::End, Some(1000)));
        let whole = with(&[("content-length", "7")]).unwrap();
        assert_eq!((whole.offset, whole.total), (Offset::Whole, Some(7)));
    }

    #[test]
    fn a_wrong_part_is_refused() {
        for range in [
            "bytes 5-4/9",
            "bytes 0-9/9",
            "bytes 0-1/*",
            "0-1/2",
            "bytes a-b/c",
            "bytes -1/2",
        ] {
            assert!(with(&[("content-range", range)]).is_err(), "{range}");
        }
        assert!(with(&[("content-range", "bytes 0-9/20"), ("content-length", "9")]).is_err());
        assert!(with(&[("repr-digest", "sha-256=:YQ==:")]).is_err());
    }

    #[test]
    fn a_name_keeps_its_last_part_and_nothing_that_deceives() {
        let named = |name| file_name(Some(name));
        assert_eq!(named("../../etc/报告.pdf").unwrap(), "报告.pdf");
        assert_eq!(named("C:\\文件\\a.pdf").unwrap(), "a.pdf");
        assert_eq!(named("a\r\nb\u{202e}.pdf").unwrap(), "ab.pdf");
        for name in ["", "..", "/", "\u{202e}"] {
            assert!(named(name).is_err(), "{name:?}");
        }
        assert!(named(&"长".repeat(201)).is_err());
    }
}
