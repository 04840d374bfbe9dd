/// A line with those around it.
pub(crate) struct Block<'a> {
    pub(crate) lines: &'a [&'a str],
    pub(crate) index: usize,
    /// The provision or name under which it stands.
    pub(crate) under: &'a str,
}

impl<'a> Block<'a> {
    /// The line and those that hang on it, by how far they are moved in.
    pub(crate) fn length(&self) -> usize {
        let own = depth(self.lines[self.index]);
        let below = self.lines[self.index + 1..].iter();
        1 + below
            .take_while(|line| !line.trim().is_empty() && depth(line) > own)
            .count()
    }

    /// The lines of the provision it stands in.
    pub(crate) fn provision(&self) -> &'a [&'a str] {
        let opens = |line: &&str| line.starts_with("- ");
        let start = self.lines[..=self.index].iter().rposition(opens);
        let start = start.unwrap_or_default();
        let rest = &self.lines[start + 1..];
        let end = rest.iter().position(opens).unwrap_or(rest.len());
        &self.lines[start..=start + end]
    }
}

pub(crate) fn depth(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// Where the bracket that opens at `open` closes, as the end of the stretch that it holds.
pub(crate) fn closing(line: &str, open: usize) -> Option<usize> {
    let mut depth = 0;
    let end = line[open..].char_indices().find(|(_, c)| {
        depth += i32::from(matches!(c, '{' | '[')) - i32::from(matches!(c, '}' | ']'));
        depth == 0
    });
    end.map(|(length, _)| open + length + 1)
}

/// The stretches of the elements of the list or map that opens at `open`.
pub(crate) fn elements(line: &str, open: usize) -> Vec<std::ops::Range<usize>> {
    let Some(end) = closing(line, open) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let (mut depth, mut start) = (0, open + 1);
    for (at, c) in line[open..end].char_indices() {
        depth += i32::from(matches!(c, '{' | '[')) - i32::from(matches!(c, '}' | ']'));
        if (c == ',' && depth == 1) || depth == 0 {
            found.push(start..open + at);
            start = open + at + 1;
        }
    }
    let trimmed = found.into_iter().map(|place| {
        let text = &line[place.clone()];
        let blank = text.len() - text.trim_start().len();
        place.start + blank..place.start + blank + text.trim().len()
    });
    trimmed.filter(|place| !place.is_empty()).collect()
}

/// The word that starts at `at`.
pub(crate) fn word(line: &str, at: usize) -> std::ops::Range<usize> {
    let rest = &line[at..];
    let inside = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    at..at + rest.find(|c| !inside(c)).unwrap_or(rest.len())
}

/// Every place at which a key stands.
pub(crate) fn keys(line: &str, key: &str) -> Vec<usize> {
    let places = line.match_indices(key).map(|(at, _)| at);
    let alone = |at: &usize| line[..*at].ends_with([' ', '{', '[']);
    places.filter(alone).map(|at| at + key.len()).collect()
}
