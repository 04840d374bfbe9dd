//! An empty ledger for a place to fill in: headings, drop-downs, notes, and how to fill it in.

use std::collections::BTreeMap;

use rust_xlsxwriter::{
    DataValidation, Format, FormatAlign, Formula, Note, Workbook, Worksheet, XlsxError,
};

use shuniu_policy::vocabulary::{Definition, Family};

use super::form::{Column, Form, Target, Type};
use crate::contract::AmountUnit;

/// The rows that a template prepares.
const ROWS: u32 = 2_000;
pub(super) const GUIDE: &str = "填写说明";
pub(super) const CODES: &str = "代码表";

/// What the law of the place asks for: the names of attributes, events and documents, with the
/// articles that read them.
pub type Asked = BTreeMap<(Family, String), Vec<String>>;

impl Form {
    /// Writes the template of a place.
    ///
    /// # Errors
    ///
    /// What the writer says.
    pub fn template(&self, place: &str, asked: &Asked) -> Result<Vec<u8>, XlsxError> {
        let columns = self.shown(asked);
        let columns: Vec<&Column> = columns.iter().collect();
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        sheet.set_name(&self.title.zh)?;
        let head = Format::new()
            .set_bold()
            .set_text_wrap()
            .set_background_color(0x00DD_EBF7)
            .set_align(FormatAlign::Center);
        let day = Format::new().set_num_format("yyyy-mm-dd");
        let text = Format::new().set_num_format("@");
        for (at, column) in (0_u16..).zip(&columns) {
            let heading = heading(column);
            sheet.write_string_with_format(0, at, &heading, &head)?;
            let note = Note::new(about(column, self, asked))
                .add_author_prefix(false)
                .set_width(280)
                .set_height(160);
            sheet.insert_note(0, at, &note)?;
            let width = heading.chars().count() * 2 + 4;
            sheet.set_column_width(at, u32::try_from(width.clamp(12, 40)).unwrap_or(12))?;
            match column.holds {
                Type::Day | Type::PastDay => sheet.set_column_format(at, &day)?,
                Type::Text | Type::ProjectCode | Type::CreditCode => {
                    sheet.set_column_format(at, &text)?
                }
                _ => sheet,
            };
        }
        sheet.set_freeze_panes(1, 2)?;
        guide(book.add_worksheet(), self, place, &columns, asked)?;
        let lists = codes(book.add_worksheet(), &columns)?;
        let sheet = book.worksheet_from_name(&self.title.zh)?;
        for (at, column) in (0_u16..).zip(&columns) {
            if let Some(rule) = choice(column, lists.get(&column.field))? {
                sheet.add_data_validation(1, at, ROWS, at, &rule)?;
            }
        }
        book.save_to_buffer()
    }

    /// A template has what every ledger of the kind needs, and what the law of the place reads: of
    /// attributes, of events and documents to choose from, and of what these say.
    fn shown(&self, asked: &Asked) -> Vec<Column> {
        let listed = self.columns.iter().find_map(|column| column.lists);
        let known = listed.map_or(&[][..], |family| self.vocabulary.all(family));
        let of_law: Vec<&Definition> = known
            .iter()
            .filter(|one| listed.is_some_and(|family| asks(asked, family, &one.name)))
            .collect();
        // Where the law reads none of them, nothing says which are of use.
        let kinds = if of_law.is_empty() {
            known.iter().collect()
        } else {
            of_law
        };
        let attributes: Vec<&Definition> = kinds.iter().flat_map(|one| &one.attributes).collect();
        let columns = self.columns.iter().filter_map(|column| {
            let mut column = column.clone();
            match &column.target {
                Target::Nothing => return None,
                Target::Fact(name) if !column.always && !asks(asked, Family::Fact, name) => {
                    return None;
                }
                Target::Event(name) if !column.always && !asks(asked, Family::Event, name) => {
                    return None;
                }
                Target::Attribute => {
                    let field = column.field.clone();
                    let own = |one: &&&Definition| self.attribute(one) == Some(field.as_str());
                    let own: Vec<_> = attributes.iter().filter(own).collect();
                    if own.is_empty() {
                        return None;
                    }
                    let values = own.iter().flat_map(|one| &one.values);
                    let names: Vec<&str> = values.map(|value| value.name.as_str()).collect();
                    column
                        .words
                        .retain(|word| names.contains(&word.name.as_str()));
                }
                _ => {}
            }
            if column.lists.is_some() {
                column
                    .words
                    .retain(|word| kinds.iter().any(|one| one.name == word.name));
            }
            Some(column)
        });
        columns.collect()
    }
}

fn asks(asked: &Asked, family: Family, name: &str) -> bool {
    asked.contains_key(&(family, name.to_owned()))
}

fn heading(column: &Column) -> String {
    let star = if column.required { "*" } else { "" };
    let unit = match column.holds {
        Type::Money => column.unit.map(AmountUnit::as_chinese),
        Type::Months => Some("月"),
        _ => None,
    };
    match unit {
        Some(unit) => format!("{star}{}（{unit}）", column.heading),
        None => format!("{star}{}", column.heading),
    }
}

/// What is said of a column that, or another, has to be filled.
fn one_of(column: &Column, form: &Form) -> Option<String> {
    let headings = form.one_of();
    let is_one = headings.len() > 1 && headings.contains(&column.heading.as_str());
    is_one.then(|| format!("{}至少填一项", headings.join("、")))
}

/// What may stand in a column, in words.
fn holds(column: &Column) -> String {
    match column.holds {
        Type::Text => "文字".to_owned(),
        Type::Money => {
            let unit = column.unit.map_or("元", |unit| unit.as_chinese());
            format!("数字，单位{unit}；也可在单元格中写明单位，如“118.5万元”")
        }
        Type::Day | Type::PastDay => "日期，如 2026-03-01".to_owned(),
        Type::Whole => "整数".to_owned(),
        Type::Months => "整数，单位月；也可在单元格中写明单位，如“24个月”“2年”".to_owned(),
        Type::Year => "年份，如 2026".to_owned(),
        Type::YesOrNo => "是 / 否".to_owned(),
        Type::Word => "从下拉列表中选择一项".to_owned(),
        Type::Words => "一项或几项，用“，”隔开".to_owned(),
        Type::ProjectCode => "投资项目统一代码，如 2603-320902-04-01-123456".to_owned(),
        Type::CreditCode => "18 位统一社会信用代码".to_owned(),
        Type::Nothing => String::new(),
    }
}

fn words(column: &Column) -> String {
    let shown: Vec<&str> = column
        .words
        .iter()
        .map(|word| word.shown.as_str())
        .collect();
    shown.join("；")
}

fn articles(column: &Column, asked: &Asked) -> String {
    let name = match &column.target {
        Target::Fact(name) => (Family::Fact, name.clone()),
        Target::Event(name) => (Family::Event, name.clone()),
        _ => return String::new(),
    };
    asked
        .get(&name)
        .map(|all| all.join("、"))
        .unwrap_or_default()
}

fn about(column: &Column, form: &Form, asked: &Asked) -> String {
    let mut lines = vec![holds(column)];
    lines.extend(one_of(column, form));
    if column.required {
        lines.insert(0, "必填".to_owned());
    }
    if let Some(note) = &column.note {
        lines.push(note.zh.clone());
    }
    if !column.words.is_empty() {
        lines.push(format!("可选：{}", cut(&words(column), 200)));
    }
    let articles = articles(column, asked);
    if !articles.is_empty() {
        lines.push(format!("依据：{}", cut(&articles, 120)));
    }
    lines.join("\n")
}

fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let mut cut: String = text.chars().take(most).collect();
    cut.push('…');
    cut
}

/// The sheet that says how to fill the first one in.
fn guide(
    sheet: &mut Worksheet,
    form: &Form,
    place: &str,
    columns: &[&Column],
    asked: &Asked,
) -> Result<(), XlsxError> {
    sheet.set_name(GUIDE)?;
    let bold = Format::new().set_bold();
    let wrapped = Format::new().set_text_wrap();
    let title = format!("{place}{}填写说明（{}）", form.title.zh, form.version);
    sheet.write_string_with_format(0, 0, title, &bold)?;
    for (row, line) in (1_u32..).zip(GUIDANCE) {
        sheet.write_string(row, 0, line)?;
    }
    let top = 2 + u32::try_from(GUIDANCE.len()).unwrap_or_default();
    for (at, text) in (0_u16..).zip(["列", "必填", "填什么", "可选项", "说明", "依据"])
    {
        sheet.write_string_with_format(top, at, text, &bold)?;
    }
    for (row, column) in (top + 1..).zip(columns) {
        let note = column.note.as_ref().map_or("", |note| note.zh.as_str());
        let required = match one_of(column, form) {
            _ if column.required => "是".to_owned(),
            either => either.unwrap_or_default(),
        };
        let cells = [
            heading(column),
            required,
            holds(column),
            words(column),
            note.to_owned(),
            articles(column, asked),
        ];
        for (at, text) in (0_u16..).zip(cells) {
            sheet.write_string_with_format(row, at, text, &wrapped)?;
        }
    }
    for (at, width) in (0_u16..).zip([26, 12, 36, 50, 40, 40]) {
        sheet.set_column_width(at, width)?;
    }
    Ok(())
}

const GUIDANCE: [&str; 6] = [
    "一行一条记录；列的顺序可以改变，不需要的列可以删去，标题行请勿改动。",
    "金额以列标题括号中的单位为准；单元格中写明单位的，以单元格为准。没有单位的金额不予导入。",
    "日期请写到日。没有发生的事项请留空，不要填计划日期。",
    "同一文件可以反复导入：内容没有变化的行不会重复登记；改正后的行会更正原有内容。",
    "涉密项目不得在此登记：标明涉密的行不读取、不保存。",
    "不能识别的行整行不导入，并在导入结果中逐行说明列、原因和改法；其余各行照常导入。",
];

/// The hidden sheet of words; gives where the words of each field stand.
fn codes(
    sheet: &mut Worksheet,
    columns: &[&Column],
) -> Result<BTreeMap<String, String>, XlsxError> {
    sheet.set_name(CODES)?;
    sheet.set_hidden(true);
    let mut lists = BTreeMap::new();
    let listed = columns.iter().filter(|column| !column.words.is_empty());
    for (at, column) in (0_u16..).zip(listed) {
        sheet.write_string(0, at, &column.heading)?;
        for (row, word) in (1_u32..).zip(&column.words) {
            sheet.write_string(row, at, &word.shown)?;
        }
        let letters = super::sheet::letters(at.into());
        let last = column.words.len() + 1;
        let place = format!("={CODES}!${letters}$2:${letters}${last}");
        lists.insert(column.field.clone(), place);
    }
    Ok(lists)
}

/// What may be chosen in a column. Where several words may stand, others are let through.
fn choice(column: &Column, list: Option<&String>) -> Result<Option<DataValidation>, XlsxError> {
    let rule = match (column.holds, list) {
        (Type::YesOrNo, _) => DataValidation::new().allow_list_strings(&["是", "否"])?,
        (Type::Word | Type::Words, Some(list)) => {
            DataValidation::new().allow_list_formula(Formula::new(list))
        }
        _ => return Ok(None),
    };
    let rule = rule
        .set_error_title("请从列表中选择")?
        .show_error_message(column.holds != Type::Words);
    Ok(Some(rule))
}

#[cfg(test)]
mod tests {
    use shuniu_policy::Packs;
    use shuniu_policy::vocabulary::Vocabulary;

    use super::super::form::Forms;
    use super::super::heading::Heading;
    use super::super::kind::Kind;
    use super::*;

    fn words(columns: &[Column], field: &str) -> Vec<String> {
        let column = columns.iter().find(|one| one.field == field).unwrap();
        column.words.iter().map(|word| word.name.clone()).collect()
    }

    #[test]
    fn a_place_chooses_among_what_its_law_reads() {
        let forms = Forms::of(Vocabulary::shared());
        let mut asked = Asked::new();
        for (family, name) in [
            (Family::Event, "expert_panel_formed"),
            (Family::Document, "filing"),
            (Family::Document, "asset_registration"),
        ] {
            asked.insert((family, name.to_owned()), Vec::new());
        }
        let events = forms.form(Kind::Events);
        let shown = events.shown(&asked);
        assert_eq!(words(&shown, "event"), ["expert_panel_formed"]);
        let said = |columns: &[Column]| {
            let own = columns.iter().filter(|one| one.target == Target::Attribute);
            own.map(|one| one.heading.clone()).collect::<Vec<String>>()
        };
        let panel = events.vocabulary.get(Family::Event, "expert_panel_formed");
        let panel = &panel.unwrap().attributes;
        assert!(!panel.is_empty());
        assert_eq!(said(&shown).len(), panel.len(), "{:?}", said(&shown));
        assert!(said(&events.columns).len() > panel.len());

        let documents = forms.form(Kind::Documents);
        assert!(words(&documents.shown(&asked), "document").contains(&"filing".to_owned()));
        assert!(!words(&documents.shown(&asked), "document").contains(&"contract_copy".to_owned()));
        // Without any law, and for whoever types a word that is not shown, all are known.
        let all = words(&documents.columns, "document");
        assert_eq!(words(&documents.shown(&Asked::new()), "document"), all);
    }

    #[test]
    fn a_template_asks_for_the_whole_of_what_the_law_asks() {
        let forms = Forms::of(Vocabulary::shared());
        let form = forms.form(Kind::Projects);
        for fact in form.vocabulary.all(Family::Fact) {
            let Some(column) = form.field(&fact.name) else {
                continue;
            };
            let note = column.note.as_ref().map_or("", |note| &note.zh);
            let whole = column.heading == fact.zh || note == fact.zh;
            assert!(whole || column.always, "{}: {}", fact.zh, column.heading);
            for part in fact.zh.split('、').filter(|part| *part != fact.zh) {
                let found = form.column(&Heading::of(part));
                let found = found.filter(|one| one.field == fact.name);
                assert!(found.is_none() || column.holds != Type::YesOrNo, "{part}");
            }
        }
        let warranty = form.field("contract_warranty_months").unwrap();
        assert_eq!(heading(warranty), "合同免费运维期（月）");
        assert!(holds(warranty).contains("单位月"));
        let firms = form.field("selected_firm_count").unwrap();
        assert_eq!(
            (heading(firms).as_str(), firms.holds),
            ("统一选定的监理、测评单位数", Type::Whole)
        );
        let review = form.field("joint_review_passed").unwrap();
        assert_eq!(review.heading, "部门会审通过日期");
    }

    #[test]
    fn no_heading_is_too_long_for_a_column() {
        for pack in Packs::shipped().iter() {
            let forms = Forms::of(pack.vocabulary());
            for kind in Kind::ALL {
                for column in &forms.form(kind).columns {
                    let length = column.heading.chars().count();
                    assert!(length <= 24, "{kind}: {}", column.heading);
                }
            }
        }
    }
}
