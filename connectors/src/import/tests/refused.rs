use super::super::Standing;
use super::*;

#[test]
fn a_formula_without_its_result_is_answered() {
    let table: &[&[&str]] = &[
        &["项目名称", "建设单位", "总投资（万元）", "备忘"],
        &["甲平台", "甲局", "=100+20", "=1+1"],
        &["", "", "", "=1+1"],
    ];
    let bytes = without_results(&sheet(table));
    let ledger = read(Kind::Projects, &bytes).unwrap();
    assert_eq!(ledger.rows.len(), 1, "{:?}", ledger.rows);
    let row = &ledger.rows[0];
    assert_eq!(codes(row), ["formula_no_result"]);
    assert!(row.remarks.is_empty(), "{:?}", row.remarks);
    let told = &row.errors[0];
    assert!(told.reason.zh.contains("公式没有保存结果") && told.mend.zh.contains("保存"));
    // The copy keeps the formula, and says the same when it is handed in again.
    let copy = ledger.annotated(&[]).unwrap();
    let again = read(Kind::Projects, &copy).unwrap();
    assert_eq!(codes(&again.rows[0]), ["formula_no_result"]);
    assert!(part(&copy, "xl/worksheets/sheet1.xml").contains("<f>100+20</f>"));
}

#[test]
fn remarks_below_the_table_are_no_records() {
    let heading: &[&str] = &["序号", "项目名称", "建设单位", "总投资（万元）", "立项日期"];
    for aside in [
        &["填表人：", "张三", "审核人：", "李四"][..],
        &["联系人", "张三", "13812345678"],
        &["制表：张三", "审核：李四"],
        &["", "填表人：张三", "审核人：李四"],
        &["", "审核 张三", "13812345678"],
        &["单位负责人", "王五", "填表人：赵六"],
        &["说明", "以上不含运维项目"],
        &["", "说明", "以上不含运维项目"],
        &["注：", "以上金额为概算", "见附件"],
    ] {
        let rows = rows(&sheet(&[heading, aside]));
        let standings: Vec<_> = rows.iter().map(|row| row.standing.clone()).collect();
        assert_eq!(standings, [Standing::Aside], "{aside:?}");
    }
    for record in [
        &["1", "说明书管理平台", "甲局", "120"][..],
        &["", "审核系统升级改造", "甲局", "120"],
        &["2", "负责人履职平台", "甲局", ""],
        &["3", "累计积分平台", "甲局", ""],
    ] {
        let rows = rows(&sheet(&[heading, record]));
        assert!(
            matches!(rows[0].standing, Standing::Record(_)),
            "{record:?}: {rows:?}"
        );
        assert!(codes(&rows[0]).is_empty(), "{record:?}");
    }
    let sum = rows(&sheet(&[heading, &["3", "合 计", "", "240"]]));
    assert_eq!(sum[0].standing, Standing::Total);
}

#[test]
fn a_step_that_is_called_like_a_label_is_a_record() {
    let table: &[&[&str]] = &[
        &["材料", "项目名称", "建设单位", "材料日期"],
        &["说明", "甲平台", "甲局", "2026-03-01"],
        &["合同副本", "甲平台", "甲局", "2026-03-01"],
    ];
    let ledger = read(Kind::Documents, &sheet(table)).unwrap();
    assert_eq!(
        ledger.rows[0].standing,
        Standing::Nameless,
        "it is answered"
    );
    assert_eq!(codes(&ledger.rows[0]), ["unknown_word"]);
    assert!(matches!(ledger.rows[1].standing, Standing::Record(_)));
}

#[test]
fn a_label_or_a_number_is_no_unit() {
    for unit in ["张三：", "13812345678", "审核人"] {
        let table: &[&[&str]] = &[&["序号", "项目名称", "建设单位"], &["1", "甲平台", unit]];
        let rows = rows(&sheet(table));
        assert_eq!(codes(&rows[0]), ["unit_name"], "{unit}");
    }
}

#[test]
fn a_cell_with_two_numbers_is_not_read_as_one() {
    let table: &[&[&str]] = &[
        &[
            "项目名称",
            "指标文号",
            "预算年度",
            "指标金额（万元）",
            "下达日期",
        ],
        &["甲平台", "盐财1号", "2026", "12\n13", "2026-03-01"],
        &["乙平台", "盐财2号", "20 26", "12", "2026-03-01"],
        &["丙平台", "盐财3号", "2026", "12", "46 113"],
        &["丁平台", "盐财4号", "2026", "12", "2026. 3. 1"],
        &["戊平台", "盐财5号", "2026", "-12万元", "2026-03-01"],
    ];
    let ledger = read(Kind::BudgetQuotas, &sheet(table)).unwrap();
    let found: Vec<_> = ledger.rows.iter().map(codes).collect();
    assert_eq!(
        found[..3],
        [["number_spaced"], ["number_spaced"], ["number_spaced"]]
    );
    assert!(found[3].is_empty(), "{found:?}");
    assert_eq!(found[4], ["amount_negative"]);
    assert!(ledger.rows[4].errors[0].mend.zh.contains("更正"));
}

#[test]
fn what_stands_for_the_row_above_or_for_nothing_is_no_name() {
    for (name, unit, expected) in [
        ("甲平台", "同上", vec!["ditto"]),
        ("甲平台", "〃", vec!["ditto"]),
        ("甲平台", "\"", vec!["ditto"]),
        ("甲平台", "''", vec!["ditto"]),
        ("甲平台", "同", vec!["ditto"]),
        ("甲平台", "无", vec!["no_name"]),
        ("甲平台", "建设单位", vec!["no_name"]),
        ("同上", "甲局", vec!["ditto"]),
        ("无", "甲局", vec!["no_name"]),
        ("（）", "甲局", vec!["no_name"]),
        ("项目名称", "甲局", vec!["no_name"]),
        ("/", "甲局", vec!["missing"]),
        ("-", "甲局", vec!["missing"]),
        ("同心圆平台", "无锡某局", vec![]),
        ("“一网通办”平台", "同里镇政府", vec![]),
    ] {
        let table: &[&[&str]] = &[
            &["项目名称", "建设单位", "总投资（万元）"],
            &[name, unit, "120"],
        ];
        let rows = rows(&sheet(table));
        assert_eq!(codes(&rows[0]), expected, "{name} {unit}");
        for error in rows[0]
            .errors
            .iter()
            .filter(|error| error.reason.code != "missing")
        {
            assert!(error.mend.zh.contains("每一行"), "{error:?}");
        }
    }
}

#[test]
fn a_project_that_is_called_like_a_sum_is_none() {
    let heading: &[&str] = &["序号", "项目名称", "建设单位", "总投资（万元）"];
    for (row, is) in [
        (&["1", "总计划管理系统", "甲局", "120"][..], false),
        (&["2", "累计积分系统", "", "120"], true),
        (&["", "累计积分系统", "甲局", ""], false),
        (&["", "共计划", "甲局", "1"], false),
        (&["", "总计（万元）", "甲局", "120"], true),
        (&["合计：", "", "12个", "120"], true),
        (&["", "共计12个项目", "", "120"], true),
        (&["小 计", "", "", "120"], true),
        (&["", "本页合计", "", "120"], true),
    ] {
        let rows = rows(&sheet(&[heading, row]));
        assert_eq!(rows[0].standing == Standing::Total, is, "{row:?}: {rows:?}");
    }
}

#[test]
fn a_step_may_be_called_as_in_a_ledger_of_projects() {
    let heading: &[&str] = &["项目名称", "办理环节", "发生日期"];
    for (typed, event) in [
        ("初验", "initial_acceptance_passed"),
        ("终验", "final_acceptance_passed"),
        ("竣工验收", "final_acceptance_passed"),
        ("立项", "project_approved"),
        ("立项批复", "project_approved"),
        ("上线", "system_in_operation"),
    ] {
        let ledger = read(
            Kind::Events,
            &sheet(&[heading, &["甲平台", typed, "2026-03-01"]]),
        )
        .unwrap();
        assert!(
            codes(&ledger.rows[0]).is_empty(),
            "{typed}: {:?}",
            ledger.rows
        );
        let Standing::Record(name) = &ledger.rows[0].standing else {
            panic!("{typed}");
        };
        assert!(name.contains(event), "{typed}: {name}");
    }
}

#[test]
fn unicode_text_of_a_spreadsheet_is_a_ledger() {
    let text = "项目名称\t建设单位\t总投资（万元）\r\n甲平台\t甲局\t12\r\n";
    let bytes = text.encode_utf16().flat_map(u16::to_le_bytes);
    let bytes: Vec<u8> = [0xff, 0xfe].into_iter().chain(bytes).collect();
    let rows = rows(&bytes);
    assert!(
        codes(&rows[0]).is_empty() && rows[0].body.contains("甲平台"),
        "{rows:?}"
    );
    assert_eq!(read(Kind::Projects, b"").unwrap_err().code, "empty_file");
}
