use std::fmt::Write;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Columns of the tour.
pub(super) const COLUMNS: usize = 100;

/// A part of the tour as text: at most [`COLUMNS`] wide, Chinese counted as two.
#[derive(Debug)]
pub(super) struct Sheet {
    text: String,
    colours: bool,
}

/// How something stands out on a terminal.
#[derive(Clone, Copy, Debug)]
pub(super) enum Tone {
    Strong,
    Quiet,
    Alarm,
    Good,
}

impl Tone {
    const fn code(self) -> &'static str {
        match self {
            Self::Strong => "1",
            Self::Quiet => "2",
            Self::Alarm => "31",
            Self::Good => "32",
        }
    }
}

impl Sheet {
    pub(super) const fn new(colours: bool) -> Self {
        Self {
            text: String::new(),
            colours,
        }
    }

    /// The text, without the last line's end.
    pub(super) fn text(&self) -> &str {
        self.text.trim_end_matches('\n')
    }

    /// A heading with a rule under it.
    pub(super) fn heading(&mut self, number: usize, zh: &str, en: &str) {
        let title = format!("{number}  {zh}  {en}");
        let rule = "─".repeat(title.width().min(COLUMNS));
        self.text.push('\n');
        self.toned(Tone::Strong, &title);
        self.toned(Tone::Quiet, &rule);
    }

    /// A paragraph, broken where it must be, every line indented.
    pub(super) fn say(&mut self, indent: usize, text: &str) {
        self.wrapped(None, indent, text);
    }

    /// The same, standing out.
    pub(super) fn say_as(&mut self, tone: Tone, indent: usize, text: &str) {
        self.wrapped(Some(tone), indent, text);
    }

    /// A line as it is, for what will be pasted.
    pub(super) fn verbatim(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    /// The same, in a tone.
    pub(super) fn verbatim_as(&mut self, tone: Tone, line: &str) {
        self.toned(tone, line);
    }

    /// A table; the widths are those of the widest cells, numbers stand right.
    pub(super) fn table(&mut self, heads: &[&str], rows: &[Vec<String>]) {
        let mut widths: Vec<usize> = heads.iter().map(|head| head.width()).collect();
        for row in rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = Ord::max(*width, cell.width());
            }
        }
        let heads: Vec<String> = heads.iter().map(|head| (*head).to_owned()).collect();
        let line = aligned(&heads, &widths);
        self.toned(Tone::Quiet, &line);
        for row in rows {
            self.verbatim(&aligned(row, &widths));
        }
    }

    fn wrapped(&mut self, tone: Option<Tone>, indent: usize, text: &str) {
        let margin = " ".repeat(indent);
        for line in wrap(text, COLUMNS - indent) {
            match tone {
                Some(tone) => self.toned(tone, &format!("{margin}{line}")),
                None => self.verbatim(&format!("{margin}{line}")),
            }
        }
    }

    fn toned(&mut self, tone: Tone, line: &str) {
        // Writing to a string does not fail.
        let _written = if self.colours {
            writeln!(self.text, "\u{1b}[{}m{line}\u{1b}[0m", tone.code())
        } else {
            writeln!(self.text, "{line}")
        };
    }
}

fn aligned(cells: &[String], widths: &[usize]) -> String {
    let mut line = String::from(" ");
    for (cell, width) in cells.iter().zip(widths) {
        let gap = " ".repeat(width.saturating_sub(cell.width()));
        let right = cell.len() < 6 && cell.bytes().all(|byte| byte.is_ascii_digit());
        if right {
            line += &format!(" {gap}{cell} ");
        } else {
            line += &format!(" {cell}{gap} ");
        }
    }
    line.trim_end().to_owned()
}

/// Cuts to a width and says so with an ellipsis.
pub(super) fn short(text: &str, columns: usize) -> String {
    if text.width() <= columns {
        return text.to_owned();
    }
    let mut cut = String::new();
    let mut taken = 1;
    for c in text.chars() {
        taken += c.width().unwrap_or(0);
        if taken > columns {
            break;
        }
        cut.push(c);
    }
    cut.truncate(cut.trim_end().len());
    cut.push('…');
    cut
}

/// What may not begin a line.
const CLOSING: &str = "，。、；：？！）》」』”’…）,.;:!?)]}";

/// Breaks text into lines: between words and between Chinese characters.
fn wrap(text: &str, columns: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for piece in pieces(text) {
        if line.width() + piece.trim_end().width() > columns && !line.is_empty() {
            lines.push(std::mem::take(&mut line).trim_end().to_owned());
        }
        if !(line.is_empty() && piece.trim().is_empty()) {
            line.push_str(&piece);
        }
    }
    if !line.trim().is_empty() {
        lines.push(line.trim_end().to_owned());
    }
    lines
}

/// Words with the blanks behind them; each Chinese character with the closing signs behind it.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    let mut open = false;
    for c in text.chars() {
        let wide = c.width().unwrap_or(0) > 1;
        let clings = CLOSING.contains(c) || c == ' ';
        match pieces.last_mut() {
            Some(last) if clings || (open && !wide) => last.push(c),
            _ => pieces.push(c.to_string()),
        }
        // A word goes on until a blank or a Chinese character; opening signs hold what follows.
        open = (!wide && c != ' ') || "（《「『“‘".contains(c);
        if open
            && wide
            && let Some(last) = pieces.last_mut()
            && last.chars().count() > 1
        {
            let opened = last.pop();
            pieces.extend(opened.map(String::from));
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_is_wider_than_allowed_and_nothing_is_lost() {
        let text = "合同签订后10个工作日内，报区委网信办备案（第11条）。Within 10 working days of \
                    signing, file with the cyberspace office.";
        for columns in [12, 20, 33, 100] {
            let lines = wrap(text, columns);
            assert!(
                lines.iter().all(|line| line.width() <= columns + 2),
                "{lines:?}"
            );
            let bare = |text: &str| text.replace(' ', "");
            assert_eq!(bare(&lines.concat()), bare(text));
            assert!(
                !lines
                    .iter()
                    .any(|line| line.starts_with(['，', '。', '）']))
            );
        }
    }

    #[test]
    fn what_is_cut_says_so() {
        assert_eq!(short("逾期履行", 8), "逾期履行");
        assert_eq!(short("逾期履行", 7), "逾期履…");
        assert_eq!(short("overdue duty", 9), "overdue…");
    }

    #[test]
    fn columns_of_a_table_line_up() {
        let mut sheet = Sheet::new(false);
        let row = |name: &str, number: &str| vec![name.to_owned(), number.to_owned()];
        sheet.table(
            &["系统 system", "收到"],
            &[row("审批", "12"), row("x", "3")],
        );
        let widths: Vec<usize> = sheet.text().lines().map(UnicodeWidthStr::width).collect();
        assert!(
            widths.windows(2).all(|pair| pair[0] == pair[1]),
            "{widths:?}"
        );
    }
}
