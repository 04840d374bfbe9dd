use rust_xlsxwriter::{ExcelDateTime, Worksheet};

use super::super::UnreadSheet;
use super::*;

/// A workbook whose sheet is written by hand below three headings.
fn written(write: impl Fn(&mut Worksheet)) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let headings = ["项目名称", "建设单位", "总投资（万元）", "立项日期"];
    sheet.write_row(0, 0, headings).unwrap();
    for (row, name) in (1_u32..).zip(["甲平台", "乙平台", "丙平台", "丁平台"]) {
        sheet.write_row(row, 0, [name, "甲局"]).unwrap();
    }
    write(sheet);
    book.save_to_buffer().unwrap()
}

fn formatted(format: &str) -> Format {
    Format::new().set_num_format(format)
}

#[test]
fn an_amount_that_is_shown_as_another_is_not_read() {
    let bytes = written(|sheet| {
        let cells = [
            (250_000.0, "0!.0,\"万\""),
            (0.5, "0.00%"),
            (1_200_000.0, "#,##0.00\"元\""),
            (12.0, "#,##0.00_ "),
        ];
        for (row, (number, format)) in (1_u32..).zip(cells) {
            sheet
                .write_number_with_format(row, 2, number, &formatted(format))
                .unwrap();
        }
    });
    let ledger = read(Kind::Projects, &bytes).unwrap();
    let found: Vec<_> = ledger.rows.iter().map(codes).collect();
    assert_eq!(
        found,
        [vec!["number_format"], vec!["number_format"], vec![], vec![]]
    );
    assert!(
        ledger.rows[0].errors[0].mend.zh.contains("单位"),
        "{:?}",
        ledger.rows[0].errors
    );
    // What the cell says of its unit counts as if it were typed there.
    let said = &ledger.rows[2];
    assert!(said.body.contains("1200000元"), "{said:?}");
    assert_eq!(said.remarks[0].code, "unit_of_cell");
    // The copy keeps the format, and is answered alike.
    let again = read(Kind::Projects, &ledger.annotated(&[]).unwrap()).unwrap();
    assert_eq!(again.rows, ledger.rows);
}

#[test]
fn a_day_that_is_shown_without_its_day_is_no_day() {
    let day = ExcelDateTime::from_ymd(2024, 3, 1).unwrap();
    let bytes = written(|sheet| {
        let formats = [
            "yyyy\"年\"m\"月\"",
            "mmm-yy",
            "yyyy\"年\"m\"月\"d\"日\"",
            "m/d/yyyy",
        ];
        for (row, format) in (1_u32..).zip(formats) {
            sheet
                .write_datetime_with_format(row, 3, &day, &formatted(format))
                .unwrap();
        }
    });
    let ledger = read(Kind::Projects, &bytes).unwrap();
    let found: Vec<_> = ledger.rows.iter().map(codes).collect();
    assert_eq!(found, [vec!["day"], vec!["day"], vec![], vec![]]);
    assert!(ledger.rows[0].errors[0].reason.zh.contains("2024年3月"));
    assert!(ledger.rows[3].body.contains("2024-03-01"));
    let again = read(Kind::Projects, &ledger.annotated(&[]).unwrap()).unwrap();
    assert_eq!(again.rows, ledger.rows);
}

#[test]
fn days_of_a_workbook_are_counted_from_its_own_first() {
    let bytes = written(|sheet| {
        sheet.write_number(1, 3, 44_255.0).unwrap();
    });
    let from_1904 = rewritten(&bytes, "<workbookPr ", "<workbookPr date1904=\"1\" ");
    for (bytes, day) in [(bytes, "2021-02-28"), (from_1904, "2025-03-01")] {
        let ledger = read(Kind::Projects, &bytes).unwrap();
        let copy = read(Kind::Projects, &ledger.annotated(&[]).unwrap()).unwrap();
        for ledger in [ledger, copy] {
            let form = Forms::of(Vocabulary::shared());
            let today = NaiveDate::from_ymd_opt(2026, 11, 1).unwrap();
            let record = form
                .form(Kind::Projects)
                .map(&ledger.rows[0].body, today, 99)
                .unwrap();
            assert_eq!(record.events[0].on.to_string(), day);
            assert_eq!(ledger.rows[0].remarks[0].code, "serial_day");
        }
    }
}

#[test]
fn a_code_that_lost_its_last_digits_is_no_code() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet
        .write_row(0, 0, ["项目名称", "建设单位", "项目代码"])
        .unwrap();
    sheet.write_row(1, 0, ["甲平台", "甲局"]).unwrap();
    sheet
        .write_number(1, 2, 26_033_209_020_401_123_456.0)
        .unwrap();
    sheet
        .write_row(2, 0, ["乙平台", "甲局", "26033209020401123456"])
        .unwrap();
    sheet
        .write_row(3, 0, ["丙平台", "甲局", "2603320902040112345"])
        .unwrap();
    let rows = rows(&book.save_to_buffer().unwrap());
    assert_eq!(codes(&rows[0]), ["project_code"]);
    assert!(codes(&rows[1]).is_empty(), "{:?}", rows[1]);
    assert_eq!(rows[1].remarks[0].code, "project_code_hyphens");
    assert!(
        rows[1].remarks[0]
            .text
            .zh
            .contains("2603-320902-04-01-123456")
    );
    assert_eq!(codes(&rows[2]), ["project_code"]);
}

#[test]
fn a_year_may_be_called_one() {
    let heading: &[&str] = &[
        "项目名称",
        "指标文号",
        "预算年度",
        "指标金额（万元）",
        "下达日期",
    ];
    for (year, code) in [
        ("2026", None),
        ("2026年", None),
        ("2026年度", None),
        ("26年", Some("whole_number")),
        ("20 26年", Some("number_spaced")),
        ("本年度", Some("whole_number")),
    ] {
        let row: &[&str] = &["甲平台", "盐财1号", year, "12", "2026-03-01"];
        let ledger = read(Kind::BudgetQuotas, &sheet(&[heading, row])).unwrap();
        let expected: Vec<&str> = code.into_iter().collect();
        assert_eq!(codes(&ledger.rows[0]), expected, "{year}");
    }
}

#[test]
fn sheets_that_were_not_read_are_named_and_a_sheet_that_is_not_there_too() {
    let mut book = Workbook::new();
    for (name, cells) in [
        ("台账", &["项目名称", "建设单位"][..]),
        ("备查", &["随手记"]),
        ("旧台账", &["项目名称", "建设单位"]),
        ("空白", &[]),
    ] {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        sheet.write_row(0, 0, cells.iter().copied()).unwrap();
        sheet.set_hidden(name == "旧台账");
    }
    let bytes = book.save_to_buffer().unwrap();
    let ledger = read(Kind::Projects, &bytes).unwrap();
    let unread = |name: &str, hidden| UnreadSheet {
        name: name.to_owned(),
        hidden,
    };
    assert_eq!(
        ledger.unread_sheets,
        [unread("备查", false), unread("旧台账", true)]
    );
    assert!(
        ledger.other_sheets.is_empty(),
        "what is hidden cannot be taken in"
    );
    let copy = ledger.annotated(&[]).unwrap();
    let strings = part(&copy, "xl/sharedStrings.xml");
    assert!(strings.contains("隐藏的工作表“旧台账”") && !strings.contains("随手记"));

    for named in ["不存", "旧台账"] {
        let problem = read_sheet(&bytes, named).unwrap_err();
        assert_eq!(problem.code, "no_such_sheet");
        assert!(
            problem.text.zh.contains(named) && problem.text.zh.contains("台账、备查"),
            "{problem:?}"
        );
    }
    assert!(read_sheet(&bytes, "台账").is_ok());
    let problem = read_sheet("项目名称,建设单位\n".as_bytes(), "台账").unwrap_err();
    assert!(
        problem.text.zh.contains("文本文件没有工作表"),
        "{problem:?}"
    );
}

#[test]
fn a_guide_that_speaks_of_secrets_is_no_secret() {
    let forms = Forms::of(Vocabulary::shared());
    let template = forms
        .form(Kind::Projects)
        .template("甲县", &Default::default())
        .unwrap();
    let problem = read_sheet(&template, "不存").unwrap_err();
    assert_eq!(problem.code, "no_such_sheet");
    assert!(!problem.text.zh.contains("代码表"), "{problem:?}");
    let ledger = read(Kind::Projects, &template).unwrap();
    assert!(ledger.unread_sheets.is_empty());
    // A secret file says nothing of its sheets.
    let secret = book(&[("涉密项目", vec![vec!["项目名称", "建设单位"]])]);
    assert_eq!(read_sheet(&secret, "不存").unwrap_err().code, "secret_file");
    let cover = book(&[
        ("封面", vec![vec!["机密★5年"]]),
        ("台账", vec![vec!["项目名称", "建设单位"]]),
    ]);
    let cover = rewritten(&cover, "sheetId=\"1\"", "sheetId=\"1\" state=\"hidden\"");
    assert_eq!(
        read(Kind::Projects, &cover).unwrap_err().code,
        "secret_file"
    );
}
