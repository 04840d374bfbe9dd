//! How a ledger tells of state secrets where no known heading does.

use serde::Deserialize;
use shuniu_policy::vocabulary::{Family, Vocabulary};

use super::choose::OWN;
use super::heading::{Heading, name};
use super::layout::{Layout, SEARCHED};
use super::ledger::{LedgerRow, Standing};
use super::problem::FileProblem;
use super::seal::Seals;
use super::sheet::{Cell, Row, Sheet};
use super::text::plain;
use crate::contract::bears_star;
use crate::strict::parse_toml;

/// The words that tell.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Secrecy {
    headings: Vec<String>,
    titles: Vec<String>,
    besides: Vec<String>,
    open: Vec<String>,
}

impl Secrecy {
    /// The words that ship; names of the vocabulary, such as 安全保密协议, tell of no secret.
    ///
    /// # Panics
    ///
    /// When the embedded file is wrong; a test reads it.
    pub(super) fn of(vocabulary: &Vocabulary) -> Self {
        let text = include_str!("forms/secrecy.toml");
        let mut words: Self = parse_toml("secrecy", text).expect("the shipped file is tested");
        for family in [Family::Fact, Family::Event, Family::Document] {
            let all = vocabulary.all(family).iter();
            let all = all.filter(|one| one.name != "classified");
            let names = all.flat_map(|one| std::iter::once(one).chain(&one.attributes));
            let parts = names.flat_map(|one| one.zh.split('、')).map(name);
            let parts = parts.filter(|part| holds(part, &words.headings));
            let parts: Vec<String> = parts.collect();
            words.besides.splice(0..0, parts);
        }
        words
    }

    /// Whether a heading that nobody knows is a secrecy mark.
    pub(super) fn heads(&self, heading: &Heading) -> bool {
        let whole = heading.names.first();
        whole.is_some_and(|whole| holds(&without(whole, &self.besides), &self.headings))
    }

    /// Whether yes under the heading means that the project is no secret: 是否非涉密.
    pub(super) fn inverts(&self, heading: &Heading) -> bool {
        self.heads(heading)
            && heading.names.first().is_some_and(|whole| {
                let rest = without(whole, &self.besides);
                !holds(&without(&rest, &self.open), &self.headings)
            })
    }

    /// Whether a title says that the ledger is secret.
    pub(super) fn titles(&self, text: &str) -> bool {
        let text = plain(text);
        if !holds(&text, &self.titles) {
            return false;
        }
        let rest = without(&text, &self.besides);
        holds(&without(&rest, &self.open), &self.titles)
    }

    /// Whether a text says that something is no secret.
    pub(super) fn opens(&self, text: &str) -> bool {
        holds(&plain(text), &self.open) && !self.titles(text)
    }

    fn row_titles(&self, row: &Row) -> bool {
        printed(row).any(|text| self.titles(&text) || bears_star(&text))
    }

    fn row_is_starred(row: &Row) -> bool {
        printed(row).any(|text| bears_star(&text))
    }

    /// Whether a sheet bears a mark above or below its pages.
    fn is_printed(&self, sheet: &Sheet) -> bool {
        let mut margins = sheet.margins.iter();
        margins.any(|text| self.titles(text) || bears_star(text))
    }

    /// Refuses a file of which a sheet that is no ledger bears a mark, as a cover does.
    pub(super) fn check_cover(&self, sheet: &Sheet) -> Result<(), FileProblem> {
        let mut lines = sheet.rows.iter().filter(|row| row.cells.len() <= 2);
        let wide = |number| {
            let row = sheet.rows.iter().find(|row| row.number == number);
            row.is_some_and(|row| row.cells.len() > 2)
        };
        let noted = is_noted(sheet, |number| !wide(number));
        refuse(noted || self.is_printed(sheet) || lines.any(Self::row_is_starred))
    }

    /// Refuses sheets none of which is a ledger, if one says that it is secret.
    pub(super) fn check_unread<'a>(
        &self,
        sheets: impl Iterator<Item = &'a Sheet>,
    ) -> Result<(), FileProblem> {
        let says = |sheet: &Sheet| {
            let mut head = sheet.rows.iter().take(SEARCHED);
            self.titles(&sheet.name) || head.any(|row| row.cells.len() == 1 && self.row_titles(row))
        };
        // The guide of a template speaks of secrets that may not be entered.
        let mut sheets = sheets.filter(|sheet| !OWN.contains(&sheet.name.as_str()));
        refuse(sheets.any(says))
    }

    /// Refuses a ledger whose sheet or what stands above its table says that it is secret.
    pub(super) fn check_above(&self, sheet: &Sheet, layout: &Layout) -> Result<(), FileProblem> {
        let mut above = sheet.rows.iter().filter(|row| layout.is_above(row));
        let named = self.titles(&sheet.name) || self.is_printed(sheet);
        // What is noted on a heading says how to fill it in.
        let first = sheet.rows.iter().find(|row| !layout.is_above(row));
        let noted = is_noted(sheet, |row| first.is_some_and(|first| row < first.number));
        refuse(named || noted || above.any(|row| self.row_titles(row)))
    }

    /// Refuses a ledger with a mark below its table, or with a remark that speaks of secrets in it.
    /// What an earlier answer wrote beside the rows is none.
    pub(super) fn check_below(
        &self,
        sheet: &Sheet,
        layout: &Layout,
        rows: &[LedgerRow],
    ) -> Result<(), FileProblem> {
        let says = |cell: &&Cell| {
            let text = cell.printed();
            !layout.is_verdict(cell.column)
                && !layout.heads(cell.column, &text)
                && (self.titles(&text) || bears_star(&text))
        };
        // A line that heads a part of the table is judged by the rows below it.
        let asides = rows.iter();
        let mut asides = asides.filter(|row| row.standing == Standing::Aside && !row.sealed);
        let is_row = |number| {
            let mut rows = rows.iter().filter(|row| row.number == number);
            rows.any(|row| row.sealed || row.standing != Standing::Aside)
        };
        let noted = is_noted(sheet, |row| row > layout.headings_end && !is_row(row));
        refuse(
            noted
                || asides.any(|one| {
                    let row = sheet.rows.iter().find(|row| row.number == one.number);
                    row.is_some_and(|row| row.cells.iter().any(|cell| says(&cell)))
                }),
        )
    }

    /// Refuses a ledger of which a line speaks of secrets in it and heads none of its rows.
    pub(super) fn check_parts(
        &self,
        seals: &Seals<'_>,
        rows: &[LedgerRow],
    ) -> Result<(), FileProblem> {
        refuse(seals.heads_nothing(rows))
    }
}

/// Whether a note bears a mark on one of these rows.
fn is_noted(sheet: &Sheet, of: impl Fn(u32) -> bool) -> bool {
    let mut notes = sheet.notes.iter();
    notes.any(|((row, _), text)| of(*row) && bears_star(text))
}

fn printed(row: &Row) -> impl Iterator<Item = String> {
    row.cells.iter().map(Cell::printed)
}

fn holds(text: &str, words: &[String]) -> bool {
    words.iter().any(|word| text.contains(word.as_str()))
}

/// A text without some words.
fn without(text: &str, words: &[String]) -> String {
    let mut rest = text.to_owned();
    for word in words {
        rest = rest.replace(word.as_str(), " ");
    }
    rest
}

/// The answer tells nothing of what the file says.
fn refuse(secret: bool) -> Result<(), FileProblem> {
    if !secret {
        return Ok(());
    }
    Err(FileProblem::new(
        "secret_file",
        "文件标有密级或注明涉密，整个文件未读取、未保存。涉密项目不得在此登记；确属非涉密的，请改正表格上方的标题、表格下方的说明、密级标志、页眉页脚或工作表名称后重新导入",
        "the file is marked as secret; nothing of it was read or kept. Classified projects may not be entered here; if it is not secret, correct its title, the remarks below its table, its mark, what its pages are printed with or the name of its sheet, and import again",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_of_a_secrecy_mark_are_known_by_their_words() {
        let words = Secrecy::of(Vocabulary::shared());
        for heading in [
            "是否涉密项目",
            "涉密等级",
            "项目密级",
            "涉密/非涉密",
            "秘密等级",
            "是否涉及国家秘密",
            "定密情况",
            "安全保密等级",
            "保密期限",
        ] {
            let heading = Heading::of(heading);
            assert!(words.heads(&heading), "{heading:?}");
            assert!(!words.inverts(&heading), "{heading:?}");
        }
        for heading in ["是否非涉密", "不涉密项目"] {
            assert!(words.inverts(&Heading::of(heading)), "{heading}");
        }
        for heading in [
            "保密协议签订日期",
            "是否签订保密承诺书",
            "商用密码应用",
            "计算机密码设备",
        ] {
            assert!(!words.heads(&Heading::of(heading)), "{heading}");
        }
    }

    #[test]
    fn no_name_of_the_vocabulary_is_taken_for_a_secrecy_mark() {
        let vocabulary = Vocabulary::shared();
        let words = Secrecy::of(vocabulary);
        for family in [Family::Fact, Family::Event, Family::Document] {
            for one in vocabulary.all(family) {
                let names = std::iter::once(one).chain(&one.attributes);
                for named in names.filter(|one| one.name != "classified") {
                    let heading = format!("{}日期", named.zh);
                    assert!(!words.heads(&Heading::of(&heading)), "{heading}");
                }
            }
        }
    }

    #[test]
    fn titles_and_stars_tell_of_a_secret_ledger() {
        let words = Secrecy::of(Vocabulary::shared());
        for title in [
            "亭湖区２０２６年涉密项目台账",
            "机 密",
            "密级：秘密",
            "涉密项目台账（不得外传）",
        ] {
            assert!(words.titles(title), "{title}");
        }
        for title in [
            "非涉密项目台账",
            "说明：涉密项目不得填报",
            "计算机密码应用台账",
            "保密局信息化项目台账",
        ] {
            assert!(!words.titles(title), "{title}");
        }
        for mark in ["机密★5年", "绝密级 ★", "秘密☆10年"] {
            assert!(bears_star(mark), "{mark}");
        }
        assert!(!bears_star("★项目名称"));
    }
}
