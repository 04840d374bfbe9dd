use super::super::Standing;
use super::*;

const HEADINGS: &[&str] = &[
    "序号",
    "项目名称",
    "建设单位",
    "总投资（万元）",
    "备注",
    "安全要求",
];

/// Whether each row is sealed; those that are say nothing but that.
fn sealed(kind: Kind, table: &[&[&str]]) -> Vec<bool> {
    let ledger = read(kind, &sheet(table)).unwrap();
    let rows = ledger.rows.iter();
    rows.map(|row| {
        if row.sealed && row.standing != Standing::Aside {
            assert_eq!(codes(row), ["secrecy_words"], "{row:?}");
            assert!(row.errors[0].withhold && row.remarks.is_empty(), "{row:?}");
            let told = format!("{:?}", row.errors);
            assert!(
                !told.contains('甲') && !told.contains('★') || told.contains("（★）"),
                "{told}"
            );
        }
        row.sealed
    })
    .collect()
}

#[test]
fn words_of_secrecy_beside_a_row_or_in_its_name_seal_it() {
    for (name, remark, other, is) in [
        ("甲平台", "涉密项目", "", true),
        ("甲平台", "机密★10年", "", true),
        ("甲平台", "", "机密级", true),
        ("甲平台", "", "秘密☆", true),
        ("甲平台（涉密）", "", "", true),
        ("甲平台（秘密级）", "", "", true),
        ("甲平台（机密★5年）", "", "", true),
        ("甲平台", "非涉密项目", "", false),
        ("甲平台", "本项目不属于涉密项目", "", false),
        ("甲平台", "是否涉密：否", "", false),
        (
            "甲平台",
            "承建单位具有涉密信息系统集成资质（甲级）",
            "",
            false,
        ),
        ("甲平台", "已签商业秘密协议", "保障数据机密性", false),
        ("甲平台", "服务器密码机密评已完成", "", false),
        ("甲平台", "已签保密协议", "", false),
        ("计算机密码应用平台", "", "", false),
    ] {
        let row = &["1", name, "甲局", "120", remark, other];
        let found = sealed(Kind::Projects, &[HEADINGS, row]);
        assert_eq!(found, [is], "{name} {remark} {other}");
    }
    let heading: &[&str] = &[
        "项目名称",
        "合同编号",
        "合同名称",
        "合同金额（元）",
        "承建单位",
        "签订日期",
    ];
    let row: &[&str] = &[
        "甲平台",
        "合-1",
        "甲系统集成合同（涉密）",
        "500000",
        "甲公司",
        "2026-03-01",
    ];
    assert_eq!(sealed(Kind::Contracts, &[heading, row]), [true]);
}

#[test]
fn a_mark_that_denies_it_stands_against_words_and_not_against_a_star() {
    let heading = &[HEADINGS, &["是否涉密"]].concat();
    for (name, remark, mark, is) in [
        ("涉密人员管理平台", "", "否", false),
        ("甲平台", "涉密人员培训", "非涉密", false),
        ("涉密人员管理平台", "", "", true),
        ("甲平台", "机密★10年", "否", true),
        ("甲平台（机密★5年）", "", "非涉密", true),
    ] {
        let row = &["1", name, "甲局", "120", remark, "", mark];
        let found = sealed(Kind::Projects, &[heading, row]);
        assert_eq!(found, [is], "{name} {remark} {mark}");
    }
}

#[test]
fn a_line_that_heads_secret_rows_seals_them_to_the_next() {
    let row = |name: &'static str| vec!["1", name, "甲局", "120", "", ""];
    for line in [
        vec!["二、涉密项目"],
        vec![">涉密项目", "", "", "", "", ""],
        vec!["二", "涉密项目"],
        vec!["", "涉密项目"],
    ] {
        for (next, ends) in [
            (vec!["三、运维类"], true),
            (vec!["非涉密项目"], true),
            (vec!["（一）硬件"], false),
            (vec!["1、运维平台"], false),
        ] {
            let table: Vec<Vec<&str>> = vec![
                HEADINGS.to_vec(),
                vec!["一、非涉密项目"],
                row("甲平台"),
                line.clone(),
                row("乙平台"),
                next.clone(),
                row("丙平台"),
                vec!["小计", "", "", "98765"],
            ];
            let table: Vec<&[&str]> = table.iter().map(Vec::as_slice).collect();
            let bytes = sheet(&table);
            let ledger = read(Kind::Projects, &bytes).unwrap();
            let of = |number: u32| ledger.rows.iter().find(|row| row.number == number).unwrap();
            let found = [3, 4, 5, 7].map(|number| of(number).sealed);
            assert_eq!(found, [false, true, true, !ends], "{line:?} {next:?}");
            let copy = ledger.annotated(&[]).unwrap();
            let strings = part(&copy, "xl/sharedStrings.xml");
            assert!(strings.contains("甲平台") && !strings.contains("乙平台"));
            assert_eq!(strings.contains("丙平台"), ends);
            assert_eq!(
                strings.contains("98765"),
                ends,
                "a sum tells what is summed"
            );
        }
    }
}

#[test]
fn a_joined_cell_beside_rows_seals_all_of_them() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_row(0, 0, HEADINGS.iter().copied()).unwrap();
    for (row, name) in (1_u32..).zip(["甲平台", "乙平台", "丙平台"]) {
        sheet.write_row(row, 0, ["1", name, "甲局", "120"]).unwrap();
    }
    let plain = Format::new();
    sheet.merge_range(1, 4, 2, 4, "机密★5年", &plain).unwrap();
    let rows = rows(&book.save_to_buffer().unwrap());
    let sealed: Vec<bool> = rows.iter().map(|row| row.sealed).collect();
    assert_eq!(sealed, [true, true, false]);
}

#[test]
fn a_remark_that_tells_of_secrets_refuses_the_file() {
    let row: &[&str] = &["1", "甲平台", "甲局", "120", "", ""];
    for remark in [
        &["注：本表第1项为涉密项目"][..],
        &["备注：第1项涉密"],
        &["本表第1项为涉密项目"],
        &["二、第1项为涉密项目"],
        &["注：", "第1项为机密"],
        &["", "", "", "", "", "含涉密项目"],
    ] {
        let problem = read(Kind::Projects, &sheet(&[HEADINGS, row, remark])).unwrap_err();
        assert_eq!(problem.code, "secret_file", "{remark:?}");
        assert!(!format!("{problem:?}").contains('甲'), "{problem:?}");
    }
    for remark in [
        &["注：1.本表所列金额均为万元。2.涉密项目不填。"][..],
        &["说明：本表不含涉密项目"],
        &["注：涉密项目另行报送"],
        &["说明：涉密项目按规定另行报送，本表不含。"],
        &["涉密项目：无"],
        HEADINGS,
    ] {
        let ledger = read(Kind::Projects, &sheet(&[HEADINGS, row, remark])).unwrap();
        assert!(ledger.rows.iter().all(|row| !row.sealed), "{remark:?}");
    }
}

#[test]
fn headings_once_more_and_an_earlier_answer_are_no_words_of_secrecy() {
    let heading: &[&str] = &["项目名称", "建设单位", "是否涉密", "导入结果", "问题"];
    let table: &[&[&str]] = &[
        heading,
        &[
            "甲平台",
            "甲局",
            "否",
            "已导入",
            "填“非涉密”；涉密项目不得在此登记内容",
        ],
        heading,
        &["", "", "", "涉密，未导入、未保存", ""],
    ];
    let rows = rows(&sheet(table));
    assert!(matches!(rows[0].standing, Standing::Record(_)), "{rows:?}");
    assert!(
        rows.iter().all(|row| !row.sealed && row.errors.is_empty()),
        "{rows:?}"
    );
}
