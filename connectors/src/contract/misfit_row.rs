use shuniu_policy::pack::Bilingual;

use super::misfit::both;

/// What keeps a row of a file or of a staging table from becoming a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowMisfit {
    /// A cell holds an error of a formula, or a formula that was saved without result.
    Broken {
        /// The heading.
        heading: String,
        /// What stands there.
        text: String,
    },
    /// A number of more digits than a spreadsheet keeps: the last ones are gone.
    DigitsLost {
        /// The heading.
        heading: String,
        /// What is left.
        text: String,
    },
    /// A number that is shown as another one, as 12,000 under a format of 万.
    ShownOtherwise {
        /// The heading.
        heading: String,
        /// What stands there.
        text: String,
    },
    /// A text that is longer than is taken.
    TooLong {
        /// The heading.
        heading: String,
        /// The most characters.
        most: usize,
    },
    /// A line of a list that has other parts than the layout says.
    Parts {
        /// The heading or column.
        heading: String,
        /// The line.
        line: String,
        /// The parts that it should have.
        expected: Vec<String>,
    },
    /// Another row has the same id and time, and says something else.
    Conflicts {
        /// Where that stands.
        other: Bilingual,
    },
}

impl RowMisfit {
    /// Its stable name.
    pub(super) const fn code(&self) -> &'static str {
        match self {
            Self::Broken { .. } => "broken_cell",
            Self::DigitsLost { .. } => "digits_lost",
            Self::ShownOtherwise { .. } => "shown_otherwise",
            Self::TooLong { .. } => "cell_too_long",
            Self::Parts { .. } => "list_parts",
            Self::Conflicts { .. } => "conflicting_row",
        }
    }

    /// What is wrong.
    pub(super) fn text(&self) -> Bilingual {
        match self {
            Self::Broken { heading, text } => both(
                format!("“{heading}”是公式错误或没有结果的公式：{text}"),
                format!("{heading:?} holds a formula that gives {text}"),
            ),
            Self::DigitsLost { heading, text } => both(
                format!("“{heading}”的数字超过十五位，末位已丢失：{text}"),
                format!(
                    "{heading:?} is a number of more than fifteen digits, of which the last are lost: {text}"
                ),
            ),
            Self::ShownOtherwise { heading, text } => both(
                format!("“{heading}”的显示值与实际值 {text} 不同"),
                format!("{heading:?} is shown as something else than {text}, which stands in it"),
            ),
            Self::TooLong { heading, most } => both(
                format!("“{heading}”超过 {most} 个字符"),
                format!("{heading:?} has more than {most} characters"),
            ),
            Self::Parts {
                heading,
                line,
                expected,
            } => both(
                format!(
                    "“{heading}”中的一行 {line:?} 不是用“|”分隔的 {} 项（{}）",
                    expected.len(),
                    expected.join("|")
                ),
                format!(
                    "a line of {heading:?}, {line:?}, has not the {} parts {} with | between them",
                    expected.len(),
                    expected.join("|")
                ),
            ),
            Self::Conflicts { other } => both(
                format!("与{}编号、时间相同而内容不同", other.zh),
                format!(
                    "it has the id and time of {}, and says something else",
                    other.en
                ),
            ),
        }
    }

    /// What to do about it.
    pub(super) fn mend(&self) -> Bilingual {
        match self {
            Self::Broken { .. } => both(
                "请来源方改为数值后重新投送",
                "have the source put the value in its place and deliver again",
            ),
            Self::DigitsLost { .. } | Self::ShownOtherwise { .. } => both(
                "请来源方把该列设为文本后重新投送",
                "have the source make the column text and deliver again",
            ),
            Self::TooLong { .. } => both(
                "请来源方缩短，或调高 max_cell_characters",
                "have the source shorten it, or raise max_cell_characters",
            ),
            Self::Parts { .. } => both(
                "请来源方更正，或调整布局文件中的 each",
                "have the source correct it, or adapt `each` in the layout",
            ),
            Self::Conflicts { .. } => both(
                "两行都不采信：请来源方更正其中一行的时间",
                "neither is believed: have the source correct the time of one of them",
            ),
        }
    }
}
