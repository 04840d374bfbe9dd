use super::super::annotate::NOT_READ;
use super::super::sheet::Cell;
use super::super::{Mark, Standing, Tone, xlsx};
use super::*;

const ONE: [&[&str]; 2] = [
    &["项目名称", "建设单位", "总投资", "预算"],
    &["甲平台", "甲局", "120", "100"],
];
const TWO: [&[&str]; 3] = [
    &["项目名称", "建设单位", ">资金情况", ""],
    &["", "", "总投资", "预算"],
    &["甲平台", "甲局", "120", "100"],
];

#[test]
fn a_line_with_the_unit_counts_wherever_it_stands_above() {
    let above: [&[&[&str]]; 6] = [
        &[&["台账"], &["单位：万元"]],
        &[&["台账"], &["", "", "", "单位：万元"]],
        &[&["单位：万元"]],
        &[&[">台账（单位：万元）", "", "", ""]],
        &[&["填报单位：甲局", "", "", "金额单位：人民币万元"]],
        &[&["单位：万元"], &["台账"], &["", "", "2026年"]],
    ];
    for lines in above {
        for table in [&ONE[..], &TWO[..]] {
            let whole = [lines, table].concat();
            for bytes in [sheet(&whole), gb18030(&whole)] {
                let rows = rows(&bytes);
                assert_eq!(rows.len(), 1, "{whole:?}");
                assert!(codes(&rows[0]).is_empty(), "{whole:?}: {:?}", rows[0]);
                assert!(rows[0].body.contains("总投资（万元）"), "{whole:?}");
            }
        }
    }
}

#[test]
fn the_unit_of_a_heading_that_spans_others_counts_before_that_of_the_sheet() {
    let table = |unit| {
        [
            vec!["项目名称", "建设单位", unit, ""],
            vec!["", "", "总投资", "预算"],
            vec!["甲平台", "甲局", "120", "100"],
        ]
    };
    let above: [&[&str]; 2] = [&["台账"], &["单位：元"]];
    for line in above {
        let stated = table(">资金（万元）");
        let whole: Vec<&[&str]> = [line]
            .into_iter()
            .chain(stated.iter().map(|row| &row[..]))
            .collect();
        for bytes in [sheet(&whole), gb18030(&whole)] {
            let rows = rows(&bytes);
            assert!(codes(&rows[0]).is_empty(), "{whole:?}: {:?}", rows[0]);
            for heading in ["总投资（万元）", "预算（万元）"] {
                assert!(rows[0].body.contains(heading), "{line:?}: {}", rows[0].body);
            }
        }
        let unclear = table(">资金（元/万元）");
        let whole: Vec<&[&str]> = [line]
            .into_iter()
            .chain(unclear.iter().map(|row| &row[..]))
            .collect();
        for bytes in [sheet(&whole), gb18030(&whole)] {
            let rows = rows(&bytes);
            assert_eq!(codes(&rows[0]), ["amount_no_unit"; 2], "{line:?}");
        }
    }
}

#[test]
fn a_heading_with_both_units_needs_the_unit_in_the_cell() {
    let table: &[&[&str]] = &[
        &["单位：万元"],
        &["项目名称", "建设单位", "总投资（元/万元）"],
        &["甲平台", "甲局", "120"],
        &["乙平台", "甲局", "120万元"],
    ];
    let rows = rows(&sheet(table));
    assert_eq!(codes(&rows[0]), ["amount_no_unit"]);
    assert!(codes(&rows[1]).is_empty(), "{:?}", rows[1]);
}

#[test]
fn both_acceptances_are_known_by_their_short_names() {
    let table: &[&[&str]] = &[
        &["项目名称", "建设单位", "立项", "初验", "终验"],
        &["甲平台", "甲局", "2026-03-01", "2026-05-01", "2026-08-01"],
    ];
    let ledger = read(Kind::Projects, &sheet(table)).unwrap();
    let fields: Vec<&str> = ledger
        .layout
        .used
        .iter()
        .map(|one| one.field.as_str())
        .collect();
    assert_eq!(
        fields[2..],
        [
            "project_approved",
            "initial_acceptance_passed",
            "final_acceptance_passed"
        ]
    );
}

#[test]
fn a_day_that_nobody_knows_may_be_that_of_what_is_most_like_it() {
    // The day of a review is not yet that on which it was passed: which is meant is for people to say.
    for (heading, near) in [
        ("部门会审日期", Some("部门会审通过日期")),
        ("专家评审日期", Some("专家评审通过日期")),
        ("专家评审时间", Some("专家评审通过日期")),
        ("专家论证日期", Some("专家评审通过日期")),
        ("评审时间", Some("专家评审通过日期")),
        ("年度计划日期", Some("年度计划下达日期")),
        ("确定中标日期", Some("确定中标供应商日期")),
        ("吉日日期", None),
    ] {
        let table: &[&[&str]] = &[
            &["项目名称", "建设单位", heading],
            &["甲平台", "甲局", "2026-03-01"],
        ];
        let ledger = read(Kind::Projects, &sheet(table)).unwrap();
        let left: Vec<_> = ledger.layout.left_out.iter().collect();
        assert_eq!(left.len(), 1, "{heading}");
        assert_eq!(left[0].nearest.as_deref(), near, "{heading}");
    }
}

#[test]
fn a_copy_says_which_columns_and_sheets_were_not_read() {
    let first = vec![
        vec!["项目名称", "建设单位", "吉日", "总投资（万元）"],
        vec!["甲平台", "甲局", "2026-03-01", "120"],
    ];
    let bytes = book(&[
        ("台账", first.clone()),
        ("去年", first),
        ("备查", vec![vec!["随手记"]]),
        ("空白", vec![]),
    ]);
    let ledger = read(Kind::Projects, &bytes).unwrap();
    let mark = Mark {
        row: 2,
        tone: Tone::Good,
        verdict: "已导入".to_owned(),
        words: String::new(),
        cells: Vec::new(),
        withheld: false,
    };
    let copy = ledger.annotated(&[mark]).unwrap();
    let notes = part(&copy, "xl/comments1.xml");
    assert!(
        notes.contains("未识别，本列未导入") && notes.contains("C1"),
        "{notes}"
    );
    let sheets = xlsx::read(&copy, &Limits::default()).unwrap();
    let told = sheets.iter().find(|sheet| sheet.name == NOT_READ).unwrap();
    let lines: Vec<String> = told.rows.iter().map(|row| row.cells[0].printed()).collect();
    assert_eq!(lines.len(), 3, "{lines:?}");
    for (line, named) in lines.iter().zip(["C 列“吉日”", "“去年”", "“备查”"]) {
        assert!(line.contains(named), "{lines:?}");
    }
    // It can be handed in again, and speaks of itself no more than a template does.
    let again = read(Kind::Projects, &copy).unwrap();
    assert!(again.unread_sheets.is_empty(), "{:?}", again.unread_sheets);
    assert!(matches!(again.rows[0].standing, Standing::Record(_)));
    assert_eq!(again.rows[0].body, ledger.rows[0].body);
}

#[test]
fn a_copy_that_comes_in_again_has_one_place_for_what_became_of_it() {
    let table: &[&[&str]] = &[
        &["项目名称", "建设单位", "总投资（万元）"],
        &["甲平台", "甲局", "约120"],
    ];
    let mark = |verdict: &str| Mark {
        row: 2,
        tone: Tone::Bad,
        verdict: verdict.to_owned(),
        words: format!("{verdict}的原因"),
        cells: Vec::new(),
        withheld: false,
    };
    let first = read(Kind::Projects, &sheet(table)).unwrap();
    let copy = first.annotated(&[mark("未导入")]).unwrap();
    let again = read(Kind::Projects, &copy).unwrap();
    let copy = again.annotated(&[mark("已导入")]).unwrap();
    let last = read(Kind::Projects, &copy).unwrap();
    let rows = last.sheet.rows.iter();
    let rows = rows.map(|row| row.cells.iter().map(Cell::printed).collect());
    let rows: Vec<Vec<String>> = rows.collect();
    assert_eq!(
        rows,
        [
            vec!["项目名称", "建设单位", "总投资（万元）", "导入结果", "问题"],
            vec!["甲平台", "甲局", "约120", "已导入", "已导入的原因"],
        ]
    );
}

#[test]
fn what_stands_above_the_answers_of_a_copy_stays() {
    let table: &[&[&str]] = &[
        &["", "", "2026年台账"],
        &["项目名称", "建设单位", "导入结果", "问题"],
        &["甲平台", "甲局", "未导入", "总投资有误"],
    ];
    let ledger = read(Kind::Projects, &sheet(table)).unwrap();
    let copy = read(Kind::Projects, &ledger.annotated(&[]).unwrap()).unwrap();
    let rows = copy.sheet.rows.iter();
    let rows = rows.map(|row| row.cells.iter().map(Cell::printed).collect());
    let rows: Vec<Vec<String>> = rows.collect();
    assert_eq!(
        rows,
        [
            vec!["2026年台账"],
            vec!["项目名称", "建设单位", "导入结果", "问题"],
            vec!["甲平台", "甲局"],
        ]
    );
}

#[test]
fn a_row_that_names_no_project_says_which_columns_would() {
    let table: &[&[&str]] = &[
        &[
            "项目名称",
            "项目代码",
            "支付类型",
            "支付金额（元）",
            "支付日期",
        ],
        &["", "", "进度款", "100", "2026-03-01"],
    ];
    let ledger = read(Kind::Payments, &sheet(table)).unwrap();
    let error = &ledger.rows[0].errors[0];
    assert_eq!(error.reason.code, "missing");
    assert_eq!(
        error.reason.zh,
        "项目名称、项目代码都为空，无法判断是哪个项目"
    );
}
