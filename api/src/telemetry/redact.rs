//! Keeps tokens and passwords out of log lines, whoever wrote them there.

use crate::secret::MASK;

/// With this the credential of a calendar begins.
const CALENDAR: &str = "shc_";
/// Fewer characters behind it are an ordinary word.
const CREDENTIAL: usize = 16;

/// Returns the text with JSON Web Tokens, passwords of URLs and credentials of calendars masked.
#[must_use]
pub fn redact(text: &str) -> String {
    without_credentials(&without_tokens(text))
}

fn without_credentials(text: &str) -> String {
    let mut parts = text.split(CALENDAR);
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find(|c: char| !is_token(c)).unwrap_or(part.len());
        let (credential, after) = part.split_at(end);
        out.push_str(CALENDAR);
        out.push_str(if credential.len() < CREDENTIAL {
            credential
        } else {
            MASK
        });
        out.push_str(after);
    }
    out
}

fn without_tokens(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    loop {
        let token = rest.find("eyJ");
        let url = rest.find("://");
        match (token, url) {
            (Some(at), _) if url.is_none_or(|other| at < other) => {
                let (before, from) = rest.split_at(at);
                out.push_str(before);
                let end = from.find(|c: char| !is_token(c)).unwrap_or(from.len());
                let (token, after) = from.split_at(end);
                // A token has two dots; anything else that begins so is an ordinary word.
                out.push_str(if token.contains('.') { MASK } else { token });
                rest = after;
            }
            (_, Some(at)) => {
                let (before, from) = rest.split_at(at + 3);
                out.push_str(before);
                let ends = |c: char| c.is_whitespace() || matches!(c, '/' | '?' | '#' | '"');
                let end = from.find(ends).unwrap_or(from.len());
                let (authority, after) = from.split_at(end);
                match authority.rsplit_once('@') {
                    Some((user, host)) => {
                        out.push_str(user.split(':').next().unwrap_or_default());
                        out.push(':');
                        out.push_str(MASK);
                        out.push('@');
                        out.push_str(host);
                    }
                    None => out.push_str(authority),
                }
                rest = after;
            }
            _ => {
                out.push_str(rest);
                return out;
            }
        }
    }
}

fn is_token(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_and_passwords_are_masked_and_the_rest_is_kept() {
        assert_eq!(
            redact("Bearer eyJhbGciOi.eyJzdWIi.c2ln, next"),
            "Bearer ******, next"
        );
        assert_eq!(
            redact("url=postgres://hub:secret@db/hub?x"),
            "url=postgres://hub:******@db/hub?x"
        );
        assert_eq!(
            redact("see https://db/hub and eyJ"),
            "see https://db/hub and eyJ"
        );
        assert_eq!(redact("项目 320902"), "项目 320902");
        let credential = format!("shc_{}", "aZ0-_".repeat(12));
        assert_eq!(
            redact(&format!(
                "GET https://hub/calendar.ics?token={credential} and {credential}&x"
            )),
            "GET https://hub/calendar.ics?token=shc_****** and shc_******&x"
        );
        assert_eq!(redact("the prefix shc_ alone"), "the prefix shc_ alone");
    }
}
