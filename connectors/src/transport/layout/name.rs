//! Names of files, tables and columns.

/// Extensions of files that are read.
pub(crate) const EXTENSIONS: [&str; 4] = ["csv", "txt", "tsv", "xlsx"];

/// Whether a name can stand for a table or column without anybody having to think of quoting.
pub(crate) fn is_identifier(name: &str) -> bool {
    let mut letters = name.bytes();
    let first = letters.next();
    first.is_some_and(|one| one.is_ascii_alphabetic() || one == b'_')
        && letters.all(|one| one.is_ascii_alphanumeric() || one == b'_')
        && name.len() <= 63
}

/// The name of a file without its extension, of one whose extension is read.
pub(crate) fn stem(name: &str) -> Option<&str> {
    let (stem, extension) = name.rsplit_once('.')?;
    let extension = extension.to_ascii_lowercase();
    EXTENSIONS.contains(&extension.as_str()).then_some(stem)
}

/// Whether a stem fits a pattern, in which `*` stands for anything.
pub(crate) fn fits(pattern: &str, stem: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| stem.strip_prefix(first)) else {
        return false;
    };
    let Some(last) = pattern.rsplit_once('*').map(|(_, last)| last) else {
        return rest.is_empty();
    };
    let middle = pattern.matches('*').count() - 1;
    for part in parts.take(middle) {
        match rest.split_once(part) {
            Some((_, behind)) => rest = behind,
            None => return false,
        }
    }
    rest.ends_with(last)
}

/// What a name must begin with to fit a pattern.
pub(super) fn begins(pattern: &str) -> &str {
    pattern.split('*').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_anything() {
        for (pattern, name, fit) in [
            ("contracts_full_*", "contracts_full_20260630", true),
            ("contracts_full_*", "contracts_20260630", false),
            ("contracts_*_v*", "contracts_2026_v2", true),
            ("contracts_*_v2", "contracts_2026_v1", false),
            ("a*b", "ab", true),
            ("ab*b", "ab", false),
            ("合同", "合同", true),
            ("合同", "合同2", false),
        ] {
            assert_eq!(fits(pattern, name), fit, "{pattern} {name}");
        }
        assert_eq!(stem("合同.2026.CSV"), Some("合同.2026"));
        assert_eq!(stem("a.csv.sha256"), None);
    }

    #[test]
    fn an_identifier_needs_no_quotes() {
        assert!(is_identifier("trading_centre_tenders"));
        for bad in ["", "1a", "a b", "a\"b", "招标", &"a".repeat(64)] {
            assert!(!is_identifier(bad), "{bad}");
        }
    }
}
