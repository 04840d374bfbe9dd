/// The known name that `name` is a beginning of, else the one with the smallest edit distance;
/// none when nothing is known.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    known
        .into_iter()
        .min_by_key(|known| (!known.starts_with(name), distance(name, known), *known))
}

/// Levenshtein distance over characters.
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (i, l) in left.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, r) in right.iter().enumerate() {
            let substituted = diagonal + usize::from(l != *r);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[right.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_pen_finds_its_name() {
        let known = ["budget_yuan", "investment_yuan", "lot_count"];
        assert_eq!(nearest("budget_yaun", known), Some("budget_yuan"));
        assert_eq!(nearest("lots", known), Some("lot_count"));
        assert_eq!(nearest("invest", known), Some("investment_yuan"));
        assert_eq!(nearest("x", []), None);
    }
}
