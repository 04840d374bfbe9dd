//! Which media type an answer has.

use axum::http::{HeaderMap, header::ACCEPT};

use crate::config::StatusRules;

/// The largest number of ranges that are read from `Accept`.
const RANGES: usize = 32;

/// The media types we produce, in the order of preference when a range allows several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Media {
    /// `application/json`.
    Json,
    /// `application/graphql-response+json`.
    GraphqlResponse,
    /// `text/event-stream`.
    EventStream,
}

impl Media {
    const ALL: [Self; 3] = [Self::Json, Self::GraphqlResponse, Self::EventStream];

    /// Returns the value for `Content-Type`.
    #[must_use]
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Json => "application/json; charset=utf-8",
            Self::GraphqlResponse => "application/graphql-response+json; charset=utf-8",
            Self::EventStream => "text/event-stream; charset=utf-8",
        }
    }

    /// Chooses the type for a request; none when nothing we produce is accepted. No `Accept`
    /// means anything, and anything means JSON.
    #[must_use]
    pub fn negotiate(headers: &HeaderMap) -> Option<Self> {
        let mut ranges = Vec::new();
        for value in headers.get_all(ACCEPT) {
            // A header that is not text accepts nothing we know.
            let text = value.to_str().unwrap_or("");
            ranges.extend(
                text.split(',')
                    .map(str::trim)
                    .filter(|range| !range.is_empty()),
            );
        }
        if ranges.is_empty() {
            return Some(Self::Json);
        }
        let ranges: Vec<Range> = ranges
            .into_iter()
            .take(RANGES)
            .filter_map(Range::parse)
            .collect();
        let mut best: Option<(u16, usize, Self)> = None;
        for media in Self::ALL {
            // The most specific range that fits decides the quality of a type (RFC 9110 §12.5.1).
            let fit = ranges
                .iter()
                .enumerate()
                .filter_map(|(place, range)| Some((range.fit(media)?, place, range.quality)))
                .max_by_key(|(fit, place, _)| (*fit, usize::MAX - place));
            let Some((_, place, quality)) = fit else {
                continue;
            };
            let better = best.is_none_or(|(other, at, _)| (quality, at) > (other, place));
            if quality > 0 && better {
                best = Some((quality, place, media));
            }
        }
        best.map(|(_, _, media)| media)
    }

    /// Tells whether request errors have a status of their own under these rules.
    #[must_use]
    pub fn speaks_status(self, rules: StatusRules) -> bool {
        self == Self::GraphqlResponse || rules == StatusRules::Draft
    }
}

struct Range<'a> {
    kind: &'a str,
    subtype: &'a str,
    /// Thousandths.
    quality: u16,
}

impl<'a> Range<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let mut parts = text.split(';').map(str::trim);
        let (kind, subtype) = parts.next()?.split_once('/')?;
        let mut quality = 1_000;
        for part in parts {
            let Some((name, value)) = part.split_once('=') else {
                continue;
            };
            let value = value.trim_matches('"');
            if name.eq_ignore_ascii_case("q") {
                quality = thousandths(value)?;
            } else if name.eq_ignore_ascii_case("charset") && !value.eq_ignore_ascii_case("utf-8") {
                return None;
            }
        }
        Some(Self {
            kind,
            subtype,
            quality,
        })
    }

    /// Returns how specifically the range names the type.
    fn fit(&self, media: Media) -> Option<u8> {
        let full = media.content_type().split(';').next().unwrap_or_default();
        let (kind, subtype) = full.split_once('/')?;
        match (self.kind, self.subtype) {
            ("*", "*") => Some(0),
            (one, "*") if one.eq_ignore_ascii_case(kind) => Some(1),
            (one, two) if one.eq_ignore_ascii_case(kind) && two.eq_ignore_ascii_case(subtype) => {
                Some(2)
            }
            _ => None,
        }
    }
}

/// Reads `0.8` as 800.
fn thousandths(text: &str) -> Option<u16> {
    let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
    let whole: u16 = whole.parse().ok().filter(|whole| *whole <= 1)?;
    if rest.len() > 3 || !rest.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let rest: u16 = format!("{rest:0<3}").parse().ok()?;
    Some((whole * 1_000 + rest).min(1_000))
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn choose(accept: &'static str) -> Option<Media> {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, HeaderValue::from_static(accept));
        Media::negotiate(&headers)
    }

    #[test]
    fn the_best_acceptable_type_is_chosen() {
        let json = Some(Media::Json);
        let graphql = Some(Media::GraphqlResponse);
        assert_eq!(Media::negotiate(&HeaderMap::new()), json);
        for (accept, expected) in [
            ("*/*", json),
            ("", json),
            ("application/*", json),
            ("application/json", json),
            ("Application/JSON; charset=UTF-8", json),
            ("application/graphql-response+json", graphql),
            (
                "application/graphql-response+json, application/json",
                graphql,
            ),
            ("application/json, application/graphql-response+json", json),
            (
                "application/graphql-response+json, application/json;q=0.9",
                graphql,
            ),
            (
                "application/json;q=0.5, application/graphql-response+json;q=0.6",
                graphql,
            ),
            ("application/graphql-response+json, */*;q=0.1", graphql),
            ("application/json;q=0, */*", graphql),
            ("text/event-stream", Some(Media::EventStream)),
            ("text/html", None),
            ("application/json; charset=gbk", None),
            ("application/json;q=0", None),
            ("nonsense", None),
        ] {
            assert_eq!(choose(accept), expected, "{accept}");
        }
    }
}
