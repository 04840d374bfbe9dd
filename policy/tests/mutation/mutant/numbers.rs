use super::Adding;

/// Every whole number, the month and day of "09-30" and the day of 2025-01-26, one more and one less.
pub(crate) fn change(adding: &mut Adding<'_>) {
    let line = adding.line;
    let bytes = line.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let end = (at..bytes.len())
            .find(|i| !bytes[*i].is_ascii_digit())
            .unwrap_or(bytes.len());
        let before = at.checked_sub(1).map_or(b' ', |i| bytes[i]);
        let after = bytes.get(end).copied().unwrap_or(b' ');
        let alone = matches!(before, b' ' | b'[') && matches!(after, b' ' | b',' | b'}' | b']');
        let of_a_day =
            (before == b'-' && matches!(after, b'"' | b' ')) || (before == b'"' && after == b'-');
        if alone || of_a_day {
            let number: i64 = line[at..end].parse().unwrap();
            let width = if of_a_day { 2 } else { 1 };
            for changed in [number + 1, number - 1] {
                adding.replaced("number", at..end, &format!("{changed:0width$}"));
            }
        }
        at = end;
    }
}
