use super::super::Standing;
use super::*;

/// Headings that no form lists.
const HEADINGS: [&str; 10] = [
    "是否涉密项目",
    "涉密等级",
    "涉密级别",
    "项目密级",
    "涉密与否",
    "涉密/非涉密",
    "秘密等级",
    "是否涉及国家秘密",
    "定密情况",
    "安全保密等级",
];

fn marked(heading: &str, value: &str) -> LedgerRow {
    let table = [
        &["项目名称", "建设单位", heading][..],
        &["甲平台", "甲局", value],
    ];
    let mut rows = rows(&sheet(&table));
    assert_eq!(rows.len(), 1);
    rows.remove(0)
}

#[test]
fn a_secrecy_mark_under_any_heading_seals_its_row() {
    for heading in HEADINGS {
        for (value, sealed, codes_of) in [
            ("机密", true, vec![]),
            ("机密★5年", true, vec!["secrecy_mark"]),
            ("待定", true, vec!["secrecy_mark"]),
            ("非涉密", false, vec![]),
            ("", false, vec![]),
        ] {
            let row = marked(heading, value);
            assert_eq!(row.sealed, sealed, "{heading} {value}");
            assert_eq!(codes(&row), codes_of, "{heading} {value}");
        }
    }
    // Yes and no may mean either here.
    for (value, sealed) in [
        ("是", true),
        ("否", true),
        ("非涉密", false),
        ("涉密", true),
    ] {
        assert_eq!(marked("是否非涉密", value).sealed, sealed, "{value}");
    }
    for heading in ["保密协议签订日期", "商用密码应用", "计算机密码设备"] {
        assert!(!marked(heading, "机房").sealed, "{heading}");
    }
}

#[test]
fn of_several_marks_any_that_says_so_counts() {
    let heading = &["项目名称", "建设单位", "定密情况", "是否涉密", "涉密等级"][..];
    for (marks, sealed) in [
        (["", "否", "秘密"], true),
        (["说不清", "否", "秘密"], true),
        (["秘密", "否", ""], true),
        (["公开", "否", "非涉密"], false),
    ] {
        let row = &[&["甲平台", "甲局"][..], &marks].concat();
        let rows = rows(&sheet(&[heading, row]));
        assert_eq!(rows[0].sealed, sealed, "{marks:?}");
        assert!(codes(&rows[0]).is_empty(), "{marks:?}");
    }
}

#[test]
fn a_mark_in_two_rows_of_headings_is_one() {
    let table: &[&[&str]] = &[
        &["项目名称", "建设单位", ">涉密", "", ">资金", ""],
        &["", "", "等级", "期限", "总投资（万元）", "预算（万元）"],
        &["甲平台", "甲局", "机密", "5年", "120", "100"],
        &["乙平台", "甲局", "非涉密", "", "120", "100"],
    ];
    for bytes in [sheet(table), gb18030(table)] {
        let rows = rows(&bytes);
        let sealed: Vec<bool> = rows.iter().map(|row| row.sealed).collect();
        assert_eq!(sealed, [true, false]);
    }
}

#[test]
fn a_ledger_that_is_marked_as_secret_is_refused_and_not_told_of() {
    let heading = vec!["项目名称", "建设单位", "总投资（万元）", "备忘"];
    let row = vec!["甲平台", "甲局", "120", ""];
    let below = |line: Vec<&'static str>| vec![line, heading.clone(), row.clone()];
    let table = || vec![heading.clone(), row.clone()];
    let secret = vec![
        book(&[("台账", below(vec!["机密★5年"]))]),
        book(&[("台账", below(vec!["", "", "秘密★"]))]),
        book(&[("台账", below(vec![">甲县涉密项目台账", "", "", ""]))]),
        book(&[("台账", below(vec!["密级：绝密", "", "填报单位：甲局"]))]),
        book(&[("涉密项目", table())]),
        book(&[("封面", vec![vec!["", "秘密★10年"]]), ("台账", table())]),
        book(&[(
            "台账",
            vec![heading.clone(), row.clone(), vec!["", "", "", "机密★5年"]],
        )]),
        // No ledger of projects either; what it has instead is not said.
        book(&[("台账", vec![vec!["涉密项目"], vec!["甲平台", "甲局"]])]),
        book(&[("台账", vec![vec!["机密"], vec!["项目名称", "甲事项"]])]),
    ];
    let printed = |text: &str| {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        sheet.write_row(0, 0, heading.clone()).unwrap();
        sheet.write_row(1, 0, row.clone()).unwrap();
        sheet.set_header(text).set_footer("第&P页");
        book.save_to_buffer().unwrap()
    };
    let secret = [
        secret,
        vec![printed("&C台账&R机密★5年"), printed("&R秘 密")],
    ]
    .concat();
    assert!(read(Kind::Projects, &printed("&R内部")).is_ok());
    for (at, bytes) in secret.iter().enumerate() {
        let problem = read(Kind::Projects, bytes).unwrap_err();
        assert_eq!(problem.code, "secret_file", "{at}: {problem:?}");
        for told in ["甲", "封面", "项目名称"] {
            assert!(!problem.text.zh.contains(told), "{at}: {problem:?}");
        }
    }
    let open = [
        book(&[("台账", below(vec![">甲县非涉密项目台账", "", "", ""]))]),
        book(&[("台账", below(vec![">国家保密局信息化项目台账", "", "", ""]))]),
        book(&[("台账", below(vec!["注：涉密项目不得填报"]))]),
        book(&[("非涉密", table())]),
    ];
    for (at, bytes) in open.iter().enumerate() {
        let ledger = read(Kind::Projects, bytes).unwrap();
        assert!(!ledger.rows[0].sealed, "{at}");
        assert!(
            matches!(ledger.rows[0].standing, Standing::Record(_)),
            "{at}"
        );
        assert_eq!(ledger.layout.left_out.len(), 1, "{at}: {:?}", ledger.layout);
    }
}
