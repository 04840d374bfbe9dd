use std::ops::Range;

/// What a `Range` header asks of a content.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// Everything: no range, or one in a form that may be ignored (RFC 9110, 14.2).
    Whole,
    /// These bytes.
    Part(Range<u64>),
    /// Bytes that are not there.
    Beyond,
}

/// Reads a `Range` header for a content of so many bytes. Of several ranges the whole is given:
/// one answer for each would be another format that nobody asked for.
pub(super) fn asked(header: Option<&str>, size: u64) -> Asked {
    let Some(ranges) = header.and_then(|text| text.trim().strip_prefix("bytes=")) else {
        return Asked::Whole;
    };
    let Some((first, last)) = ranges.split_once('-') else {
        return Asked::Whole;
    };
    let (first, last) = (first.trim(), last.trim());
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(first) || !digits(last) || (first.is_empty() && last.is_empty()) {
        return Asked::Whole;
    }
    // More digits than a size can have lie beyond any content.
    let read = |text: &str| text.parse::<u64>().unwrap_or(u64::MAX);
    if first.is_empty() {
        let wanted = read(last).min(size);
        return match wanted {
            0 => Asked::Beyond,
            wanted => Asked::Part(size - wanted..size),
        };
    }
    let first = read(first);
    let end = if last.is_empty() {
        size
    } else {
        read(last).saturating_add(1).min(size)
    };
    if !last.is_empty() && read(last) < first {
        return Asked::Whole;
    }
    if first >= size {
        return Asked::Beyond;
    }
    Asked::Part(first..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_rfc_9110_has_them() {
        let size = 1000;
        for (header, wanted) in [
            ("bytes=0-0", Asked::Part(0..1)),
            ("bytes=0-499", Asked::Part(0..500)),
            ("bytes=500-", Asked::Part(500..1000)),
            ("bytes=900-5000", Asked::Part(900..1000)),
            ("bytes=-100", Asked::Part(900..1000)),
            ("bytes=-5000", Asked::Part(0..1000)),
            ("bytes=1000-", Asked::Beyond),
            ("bytes=-0", Asked::Beyond),
            ("bytes=99999999999999999999-", Asked::Beyond),
            ("bytes=5-4", Asked::Whole),
            ("bytes=0-1,5-6", Asked::Whole),
            ("bytes=x-1", Asked::Whole),
            ("bytes=-", Asked::Whole),
            ("items=0-1", Asked::Whole),
        ] {
            assert_eq!(asked(Some(header), size), wanted, "{header}");
        }
        assert_eq!(asked(None, size), Asked::Whole);
        assert_eq!(asked(Some("bytes=0-"), 0), Asked::Beyond);
    }
}
