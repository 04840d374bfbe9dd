//! Counts tokens and bracket depth without building anything.

use super::Refusal;
use crate::config::LimitsConfig;

/// Reads the document once and stops at the first limit passed. Malformed text is left to the
/// parser; what matters here is that the parser never sees too much of it.
pub(super) fn scan(document: &str, limits: &LimitsConfig) -> Result<usize, Refusal> {
    if document.len() > limits.document_bytes {
        let found = document.len();
        return Err(refuse(
            "document_bytes",
            "bytes",
            found,
            limits.document_bytes,
        ));
    }
    let bytes = document.as_bytes();
    let (mut at, mut tokens, mut nesting) = (0, 0_usize, 0_usize);
    while let Some(&byte) = bytes.get(at) {
        at = match byte {
            b' ' | b'\t' | b'\n' | b'\r' | b',' => {
                at += 1;
                continue;
            }
            // A byte order mark, which the grammar takes for white space.
            0xEF if bytes[at..].starts_with(b"\xEF\xBB\xBF") => {
                at += 3;
                continue;
            }
            b'#' => {
                at = skip(bytes, at, |b| b != b'\n' && b != b'\r');
                continue;
            }
            b'"' => string_end(bytes, at),
            b'{' | b'[' | b'(' => {
                nesting += 1;
                at + 1
            }
            b'}' | b']' | b')' => {
                nesting = nesting.saturating_sub(1);
                at + 1
            }
            b if is_word(b) => skip(bytes, at, is_word),
            _ => at + 1,
        };
        tokens += 1;
        if tokens > limits.tokens {
            return Err(refuse("tokens", "tokens or more", tokens, limits.tokens));
        }
        if nesting > limits.nesting {
            return Err(refuse(
                "nesting",
                "nested brackets or more",
                nesting,
                limits.nesting,
            ));
        }
    }
    Ok(tokens)
}

/// Makes the refusal for a limit.
pub(super) fn refuse(key: &'static str, what: &'static str, found: usize, limit: usize) -> Refusal {
    Refusal::Limit {
        key,
        what,
        found: found as u64,
        limit: limit as u64,
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'.' || byte == b'-' || byte >= 0x80
}

fn skip(bytes: &[u8], from: usize, part: impl Fn(u8) -> bool) -> usize {
    bytes[from..]
        .iter()
        .position(|&b| !part(b))
        .map_or(bytes.len(), |n| from + n)
}

/// Returns where the string that begins at `from` ends; an unclosed one ends with its line, an
/// unclosed block with the document.
fn string_end(bytes: &[u8], from: usize) -> usize {
    if bytes[from..].starts_with(b"\"\"\"") {
        let mut at = from + 3;
        while at < bytes.len() {
            if bytes[at..].starts_with(b"\\\"\"\"") {
                at += 4;
            } else if bytes[at..].starts_with(b"\"\"\"") {
                return at + 3;
            } else {
                at += 1;
            }
        }
        return bytes.len();
    }
    let mut at = from + 1;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 2,
            b'"' => return at + 1,
            b'\n' | b'\r' => return at,
            _ => at += 1,
        }
    }
    bytes.len()
}
