//! Which sheet of a file is the ledger.

use std::borrow::Cow;

use super::encoding::Seen;
use super::form::{Form, Forms};
use super::kind::Kind;
use super::layout::Layout;
use super::ledger::UnreadSheet;
use super::limits::Limits;
use super::problem::FileProblem;
use super::sheet::Sheet;
use super::{annotate, json_lines, template, text_file, xlsx};

/// The sheet that is read, how it is laid out, and the names of others.
pub(super) struct Chosen {
    pub(super) sheet: Sheet,
    pub(super) layout: Layout,
    /// Those that look like ledgers of the kind as well.
    pub(super) alike: Vec<String>,
    /// All in which something stands, other than what comes with a template or a copy.
    pub(super) unread: Vec<UnreadSheet>,
}

/// The sheets of a file, whatever it is: a workbook, or text.
pub(super) fn sheets(bytes: &[u8], limits: &Limits) -> Result<Vec<Sheet>, FileProblem> {
    let seen = Seen::of(bytes);
    match held(&seen, || Ok(Cow::Borrowed(bytes)), limits)? {
        Some(sheets) => Ok(sheets),
        None => Ok(vec![text_file::read(bytes, seen.encoding(), limits)?]),
    }
}

/// The sheets of a file that has to be held as a whole to be read; nothing of a text of separated
/// values, whose rows can be read one by one.
pub(crate) fn held<'b, E: From<FileProblem>>(
    seen: &Seen,
    bytes: impl FnOnce() -> Result<Cow<'b, [u8]>, E>,
    limits: &Limits,
) -> Result<Option<Vec<Sheet>>, E> {
    if seen.is_workbook() {
        return Ok(Some(xlsx::read(&bytes()?, limits)?));
    }
    seen.check()?;
    if seen.is_json_lines() {
        return Ok(Some(vec![json_lines::read(&bytes()?, limits)?]));
    }
    Ok(None)
}

/// The sheet that is a ledger of the kind: the one named, or the first that fits. A file that is
/// marked as secret is refused before anything is said of it.
pub(super) fn choose(
    forms: &Forms,
    form: &Form,
    sheets: Vec<Sheet>,
    named: Option<&str>,
) -> Result<Chosen, FileProblem> {
    let unread = sheets.iter().filter(|sheet| !sheet.rows.is_empty());
    let mut unread: Vec<UnreadSheet> = unread
        .filter(|sheet| !OWN.contains(&sheet.name.as_str()))
        .map(unread_sheet)
        .collect();
    let all: Vec<UnreadSheet> = sheets.iter().map(unread_sheet).collect();
    let mut found = Vec::new();
    let mut others = Vec::new();
    for sheet in sheets {
        match Layout::find(form, &sheet) {
            Some(layout) if !sheet.concealed => found.push((sheet, layout)),
            _ => others.push(sheet),
        }
    }
    for sheet in &others {
        form.secrecy.check_cover(sheet)?;
    }
    if let Some(name) = named
        && !all.iter().any(|one| one.name == name && !one.hidden)
    {
        let found = found.iter().map(|(sheet, _)| sheet);
        form.secrecy.check_unread(others.iter().chain(found))?;
        return Err(no_such_sheet(name, &all));
    }
    found.retain(|(sheet, _)| named.is_none_or(|name| sheet.name == name));
    // One with every required column comes before one that is merely alike.
    found.sort_by_key(|(_, layout)| layout.check(form).is_err());
    let alike = found
        .iter()
        .skip(1)
        .filter(|(_, layout)| layout.check(form).is_ok());
    let alike = alike.map(|(sheet, _)| sheet.name.clone()).collect();
    let Some((sheet, layout)) = found.into_iter().next() else {
        form.secrecy.check_unread(others.iter())?;
        let names = listed(&all);
        return Err(FileProblem::new(
            "no_headings",
            format!(
                "在工作表（{names}）中没有找到{}的列标题；请下载模板填写",
                form.title.zh
            ),
            format!(
                "no headings of {} were found in {names}; fill in the template",
                form.kind
            ),
        ));
    };
    form.secrecy.check_above(&sheet, &layout)?;
    layout
        .check(form)
        .map_err(|problem| suggest(problem, forms, form, &sheet))?;
    unread.retain(|one| one.name != sheet.name);
    Ok(Chosen {
        sheet,
        layout,
        alike,
        unread,
    })
}

/// What comes with a template or a copy.
pub(super) const OWN: [&str; 3] = [template::GUIDE, template::CODES, annotate::NOT_READ];

fn unread_sheet(sheet: &Sheet) -> UnreadSheet {
    UnreadSheet {
        name: sheet.name.clone(),
        hidden: sheet.concealed,
    }
}

fn listed(sheets: &[UnreadSheet]) -> String {
    let sheets = sheets.iter().filter(|one| one.name != template::CODES);
    let names: Vec<String> = sheets.map(ToString::to_string).collect();
    names.join("、")
}

fn no_such_sheet(named: &str, sheets: &[UnreadSheet]) -> FileProblem {
    if sheets.iter().all(|one| one.name.is_empty()) {
        return FileProblem::new(
            "no_such_sheet",
            "文本文件没有工作表；请不要指定工作表",
            "a text file has no sheets; name none",
        );
    }
    let named: String = named.chars().take(40).collect();
    let known = listed(sheets);
    FileProblem::new(
        "no_such_sheet",
        format!("没有名为“{named}”的工作表；有：{known}。隐藏的工作表须先取消隐藏"),
        format!(
            "no sheet is named {named:?}; there are {known}; a hidden one has to be shown first"
        ),
    )
}

/// Names the kind whose columns a sheet has, when it is of another than was said.
fn suggest(problem: FileProblem, forms: &Forms, form: &Form, sheet: &Sheet) -> FileProblem {
    let fits = |kind: &Kind| {
        let other = forms.form(*kind);
        Layout::find(other, sheet).is_some_and(|layout| layout.check(other).is_ok())
    };
    let other = Kind::ALL
        .into_iter()
        .filter(|kind| *kind != form.kind)
        .find(fits);
    match other {
        None => problem,
        Some(kind) => FileProblem::new(
            "wrong_kind",
            format!(
                "{}；它像是{}（{kind}）",
                problem.text.zh,
                forms.form(kind).title.zh
            ),
            format!("{}; it looks like {kind}", problem.text.en),
        ),
    }
}
