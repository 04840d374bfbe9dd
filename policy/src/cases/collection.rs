/// A file whose name ends so holds several cases, each after a line `---`.
const ENDING: &str = ".cases.yaml";

/// The cases of a file, each with the number of lines before it; of any but a collection the file
/// is the case. Comments may stand before the first of a collection.
pub(super) fn cases<'t>(file: &str, text: &'t str) -> Vec<(usize, &'t str)> {
    if !file.ends_with(ENDING) {
        return vec![(0, text)];
    }
    let mut found = Vec::new();
    let (mut from, mut before, mut at) = (0, 0, 0);
    for (number, line) in text.split_inclusive('\n').enumerate() {
        if line.trim_end() == "---" {
            found.push((before, &text[from..at]));
            (from, before) = (at + line.len(), number + 1);
        }
        at += line.len();
    }
    let is_remark = |line: &str| line.trim().is_empty() || line.starts_with('#');
    if found
        .first()
        .is_some_and(|(_, first)| first.lines().all(is_remark))
    {
        found.remove(0);
    }
    found.push((before, &text[from..]));
    found
}
