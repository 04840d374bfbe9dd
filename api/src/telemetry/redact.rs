//! Keeps tokens and passwords out of log lines, whoever wrote them there.

use crate::secret::MASK;

/// Returns the text with JSON Web Tokens and passwords of URLs masked.
#[must_use]
pub fn redact(text: &str) -> String {
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
    }
}
