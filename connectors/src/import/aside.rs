//! Rows of a ledger that are no records: sums, headings once more, and remarks below the table.

use serde_json::{Map, Value as Json};

use super::form::{Column, Form, Target, Type};
use super::heading::Heading;
use super::ledger::{Ledger, Standing};
use super::sheet::Row;
use super::text::{is_blank, plain};
use super::value::find;
use super::xlsx::NO_RESULT;

const SUMS: [&str; 5] = ["合计", "小计", "总计", "共计", "累计"];

/// What stands before a name or a number below a table.
const LABELS: [&str; 24] = [
    "填表",
    "填表人",
    "填表日期",
    "填报人",
    "填报日期",
    "制表",
    "制表人",
    "制表日期",
    "审核",
    "审核人",
    "复核",
    "复核人",
    "审批人",
    "经办人",
    "联系人",
    "联系电话",
    "联系方式",
    "负责人",
    "单位负责人",
    "主要负责人",
    "分管领导",
    "说明",
    "备注",
    "注",
];

/// How remarks begin that are no label alone; a record may begin so too.
const BEGINNINGS: [&str; 8] = [
    "填表",
    "制表",
    "审核",
    "复核",
    "联系人",
    "联系电话",
    "负责人",
    "说明",
];

impl Ledger {
    /// What a row is that is no record.
    pub(super) fn beside(
        &self,
        form: &Form,
        row: &Row,
        body: &Map<String, Json>,
    ) -> Option<Standing> {
        let mut printed = row
            .cells
            .iter()
            .map(|cell| (cell.column, plain(&cell.printed())))
            .filter(|(_, text)| !text.is_empty());
        let (column, first) = printed.next()?;
        let numbered = is_number(&first).then(|| printed.next()).flatten();
        let (at, worded) = match &numbered {
            Some((column, text)) => (*column, text),
            None => (column, &first),
        };
        if is_sum(worded) || (begins_a_sum(worded) && self.amounts_alone(form, row, at)) {
            return Some(Standing::Total);
        }
        let named = |(heading, text): (&String, &Json)| {
            text.as_str()
                .is_some_and(|text| plain(text) == plain(heading))
        };
        if body.len() > 1 && body.iter().filter(|pair| named(*pair)).count() * 2 > body.len() {
            return Some(Standing::Aside);
        }
        // 填表人：… 联系电话：… below the table: one cell across, under whatever heading.
        let required = form.columns.iter().filter(|column| column.required).count();
        let lone = row.cells.len() == 1 && required > 1;
        let spans = self.sheet.merged.iter().any(|one| {
            one.rows.0 == row.number && one.columns.1 > one.columns.0 && one.columns.0 == 0
        });
        let worded = first.contains(':') || first.starts_with('注') || spans;
        if lone && worded {
            return Some(Standing::Aside);
        }
        // The same in several cells: 填表人： | 张三 | 审核人：
        let used = self.layout.used.iter().find(|one| one.column == column);
        let field = used.and_then(|used| form.field(&used.field));
        let word = field.is_some_and(|one| one.holds == Type::Word && find(one, &first).is_some());
        let worded = is_label(&first) || begins(&first);
        let aside = first.ends_with(':') || (worded && !word && !makes_sense(form, body));
        aside.then_some(Standing::Aside)
    }
}

impl Ledger {
    /// Whether nothing but numbers stands in a row besides one cell.
    fn amounts_alone(&self, form: &Form, row: &Row, beside: u32) -> bool {
        let counts = |column: u32| {
            let used = self.layout.used.iter().find(|one| one.column == column);
            let column = used.and_then(|used| form.field(&used.field));
            column.is_some_and(|one| matches!(one.holds, Type::Money | Type::Whole | Type::Months))
        };
        let others = row.cells.iter().filter(|cell| cell.column != beside);
        let mut others = others.map(|cell| (cell.column, plain(&cell.printed())));
        others.all(|(column, text)| text.is_empty() || is_number(&text) || counts(column))
    }
}

fn begins(text: &str) -> bool {
    BEGINNINGS.iter().any(|word| text.starts_with(word))
}

/// Whether a text is what stands before a sum, and nothing else: 合计：, 总计（万元）, 共计12个项目.
/// A project may be called 累计积分系统.
fn is_sum(text: &str) -> bool {
    let rest = SUMS.iter().find_map(|word| text.strip_prefix(word));
    let behind = [
        '(', ')', ':', ',', '、', '.', '共', '元', '万', '亿', '个', '项', '目', '条', '笔', '家',
        '份', '台', '套', '件', '数', '金', '额', '单', '位',
    ];
    rest.is_some_and(|rest| {
        rest.chars()
            .all(|letter| letter.is_ascii_digit() || behind.contains(&letter))
    })
}

/// Whether a text begins or ends as what stands before a sum.
fn begins_a_sum(text: &str) -> bool {
    SUMS.iter()
        .any(|word| text.starts_with(word) || text.ends_with(word))
}

fn is_number(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit())
}

/// Whether a text is what stands before a name, with or without the name: 填表人, 填表人：张三.
pub(super) fn is_label(text: &str) -> bool {
    let text = plain(text);
    match text.split_once(':') {
        Some((label, after)) => after.is_empty() || LABELS.contains(&label),
        None => LABELS.contains(&text.as_str()),
    }
}

/// Whether the columns that a record must fill hold what a record may.
fn makes_sense(form: &Form, body: &Map<String, Json>) -> bool {
    let filled = |column: &Column| {
        body.iter().any(|(heading, text)| {
            let text = text.as_str().unwrap_or_default();
            let own = form.column(&Heading::of(heading));
            own.is_some_and(|own| own.field == column.field)
                && !is_blank(text)
                && !(column.holds == Type::Text && (is_label(text) || is_number(&plain(text))))
                && !(column.target == Target::UnitName && begins(&plain(text)))
        })
    };
    let met = |list: &Vec<String>| {
        let mut fields = list.iter();
        fields.all(|field| form.field(field).is_some_and(filled))
    };
    form.columns.iter().filter(|one| one.required).all(filled)
        && (form.needs.is_empty() || form.needs.iter().any(met))
}

/// Whether a row without any known cell is worth a word: a number of a row alone is not, nor is a
/// formula that somebody prepared.
pub(super) fn is_aside(row: &Row) -> bool {
    let mut printed = row.cells.iter().map(|cell| plain(&cell.printed()));
    printed.any(|text| !is_number(&text) && text != NO_RESULT)
}
