use rust_xlsxwriter::Note;

use super::super::Standing;
use super::*;

/// A ledger with a title and two rows, on one cell of which something is noted.
fn noted(row: u32, column: u16, words: &str) -> Result<Ledger, FileProblem> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (row, cells) in (0_u32..).zip([
        &["亭湖区项目台账"][..],
        &["项目名称", "建设单位", "总投资（万元）"],
        &["甲平台", "甲局", "120"],
        &["乙平台", "乙局", "130"],
    ]) {
        for (column, cell) in (0_u16..).zip(cells) {
            sheet.write_string(row, column, *cell).unwrap();
        }
    }
    sheet.insert_note(row, column, &Note::new(words)).unwrap();
    read(Kind::Projects, &book.save_to_buffer().unwrap())
}

#[test]
fn a_mark_that_is_noted_on_a_cell_seals_its_row() {
    for (row, column, words, sealed) in [
        (2, 0, "机密★5年", [true, false]),
        (3, 7, "定密：秘密 ★ 10年 <甲>", [false, true]),
        (2, 2, "金额待核", [false, false]),
        (1, 0, "密级按 机密★5年 的格式填写", [false, false]),
    ] {
        let ledger = noted(row, column, words).unwrap();
        let is: Vec<bool> = ledger.rows.iter().map(|row| row.sealed).collect();
        assert_eq!(is, sealed, "{words}");
        for row in ledger.rows.iter().filter(|row| row.sealed) {
            assert_eq!(codes(row), ["secrecy_words"]);
            assert!(matches!(row.standing, Standing::Record(_)));
        }
    }
    // On the title, and where there is nothing else, it is the mark of the whole.
    for row in [0, 9] {
        assert_eq!(noted(row, 0, "绝密★").unwrap_err().code, "secret_file");
    }
}

#[test]
fn what_nobody_sees_far_below_the_table_is_nothing_and_what_is_seen_is_named() {
    let far = |text: &str, formula: bool| {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        for (row, cells) in (0_u32..).zip([["项目名称", "建设单位"], ["甲平台", "甲局"]])
        {
            for (column, cell) in (0_u16..).zip(cells) {
                sheet.write_string(row, column, cell).unwrap();
            }
        }
        if formula {
            let drawn = rust_xlsxwriter::Formula::new(r#"=IF(A2="","","")"#).set_result(text);
            sheet.write_formula(30_000, 1, drawn).unwrap();
        } else {
            sheet.write_string(30_000, 1, text).unwrap();
        }
        read(Kind::Projects, &book.save_to_buffer().unwrap())
    };
    for (text, formula) in [(" ", false), ("　", false), (" ", true)] {
        assert_eq!(far(text, formula).unwrap().rows.len(), 1, "{text:?}");
    }
    let problem = far("x", false).unwrap_err();
    assert_eq!(problem.code, "too_large");
    assert!(
        problem.text.zh.contains("B30001") && problem.text.zh.contains("20000"),
        "{}",
        problem.text.zh
    );
}
