use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, Utc};

/// Legal and business time everywhere in the country: UTC+8.
fn local_offset() -> FixedOffset {
    FixedOffset::east_opt(8 * 3600).expect("eight hours is within a day")
}

/// Reads an instant: `rfc3339`, or a pattern in local time.
pub(crate) fn parse_instant(text: &str, format: &str) -> Option<DateTime<Utc>> {
    if format == "rfc3339" {
        return DateTime::parse_from_rfc3339(text)
            .ok()
            .map(|time| time.with_timezone(&Utc));
    }
    NaiveDateTime::parse_from_str(text, format)
        .ok()?
        .and_local_timezone(local_offset())
        .single()
        .map(|time| time.with_timezone(&Utc))
}

/// Writes an instant as the other side does, for use in a query.
pub(crate) fn format_instant(time: DateTime<Utc>, format: &str) -> String {
    let local = time.with_timezone(&local_offset());
    if format == "rfc3339" {
        local.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, false)
    } else {
        local.format(format).to_string()
    }
}

/// Reads a local day: the first of the formats that fits, with or without a time of day.
pub(super) fn parse_day(text: &str, formats: &[String]) -> Option<NaiveDate> {
    formats.iter().find_map(|format| {
        if format == "rfc3339" {
            return DateTime::parse_from_rfc3339(text)
                .ok()
                .map(|time| time.with_timezone(&local_offset()).date_naive());
        }
        NaiveDate::parse_from_str(text, format)
            .ok()
            .or_else(|| Some(NaiveDateTime::parse_from_str(text, format).ok()?.date()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_is_written_back_as_it_was_read() {
        for (text, format) in [
            ("2026-06-30T08:00:00.123+08:00", "rfc3339"),
            ("20260630080000", "%Y%m%d%H%M%S"),
        ] {
            let time = parse_instant(text, format).unwrap();
            assert_eq!(time.date_naive().to_string(), "2026-06-30");
            assert_eq!(format_instant(time, format), text);
        }
    }

    #[test]
    fn a_day_is_local_and_impossible_days_are_refused() {
        let formats =
            ["%Y-%m-%d", "%Y年%m月%d日", "%Y-%m-%d %H:%M:%S", "rfc3339"].map(String::from);
        for text in [
            "2026-03-01",
            "2026年3月1日",
            "2026-03-01 23:59:59",
            "2026-02-28T17:00:00Z",
        ] {
            let day = parse_day(text, &formats).map(|day| day.to_string());
            assert_eq!(day.as_deref(), Some("2026-03-01"), "{text}");
        }
        assert_eq!(parse_day("2025-13-01", &formats), None);
        assert_eq!(parse_day("2025-02-29", &formats), None);
    }
}
