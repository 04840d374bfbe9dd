//! Ledgers as clerks type them.

use std::sync::Arc;

use encoding_rs::GB18030;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook, Worksheet};
use shuniu_hub::import::{Fate, Imported, Kind, Order};

/// A ledger of projects with every kind of dirt, in a workbook.
///
/// Above the table stand its title and the unit of all amounts; its headings take two rows, of
/// which the upper joins cells.
pub(super) fn dirty() -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("项目台账").unwrap();
    let plain = Format::new();
    sheet
        .merge_range(0, 0, 0, 9, "亭湖区２０２６年政务信息化项目台账", &plain)
        .unwrap();
    sheet.write_string(1, 8, "金额单位：万元").unwrap();
    headings(sheet, &plain);
    // Row 5: nothing wrong, a day that is one, a number that is one.
    text(
        sheet,
        4,
        &[
            "1",
            "智慧城管平台（二期）",
            "亭湖区城市管理局",
            "118.5",
            "",
            "2026-03-02",
            "否",
            "王某 138",
        ],
    );
    let day = Format::new().set_num_format("yyyy/m/d");
    let approved = ExcelDateTime::from_ymd(2026, 3, 2).unwrap();
    sheet
        .write_datetime_with_format(4, 5, &approved, &day)
        .unwrap();
    sheet.write_number(4, 3, 118.5).unwrap();
    // Row 6: full-width digits, the unit in the cell, a day in words.
    text(
        sheet,
        5,
        &[
            "2",
            "２０２６年人社一体化平台",
            "亭湖区人力资源和社会保障局",
            "１，２００，０００元",
            "",
            "2026年3月1日",
            "",
            "",
        ],
    );
    // Row 7: the same once more.
    text(
        sheet,
        6,
        &[
            "3",
            "２０２６年人社一体化平台",
            "亭湖区人力资源和社会保障局",
            "１，２００，０００元",
            "",
            "2026年3月1日",
            "",
            "",
        ],
    );
    // Row 8: no such month.
    text(
        sheet,
        7,
        &[
            "4",
            "数字档案馆",
            "亭湖区档案馆",
            "96",
            "",
            "2025.13.1",
            "",
            "",
        ],
    );
    // Rows 9 and 10: one project, two amounts.
    text(
        sheet,
        8,
        &[
            "5",
            "应急指挥平台",
            "亭湖区应急管理局",
            "210",
            "",
            "2026/4/1",
            "",
            "",
        ],
    );
    text(
        sheet,
        9,
        &[
            "6",
            "应急指挥平台",
            "亭湖区应急管理局",
            "310",
            "",
            "2026/4/1",
            "",
            "",
        ],
    );
    // Row 11: a state secret.
    text(
        sheet,
        10,
        &[
            "7",
            "绝密指挥系统",
            "亭湖区某办公室",
            "900",
            "",
            "2026/4/1",
            "机密",
            "",
        ],
    );
    // Row 12: a formula that works, and the number of a day.
    text(
        sheet,
        11,
        &["8", "雪亮工程运维", "亭湖区公安分局", "", "", "", "", ""],
    );
    let sum = Formula::new("=40+40.5").set_result("80.5");
    sheet.write_formula(11, 3, sum).unwrap();
    sheet.write_number(11, 5, 46_113).unwrap();
    // Row 13: a formula that does not.
    text(
        sheet,
        12,
        &[
            "9",
            "智慧停车",
            "亭湖区城市管理局",
            "",
            "",
            "2026/4/1",
            "",
            "",
        ],
    );
    let gone = Formula::new("=Sheet9!A1").set_result("#REF!");
    sheet.write_formula(12, 3, gone).unwrap();
    // Row 14: yuan under a heading of 万元; row 15: commas that are not between thousands.
    text(
        sheet,
        13,
        &[
            "10",
            "政务服务一张网",
            "亭湖区行政审批局",
            "1180000",
            "",
            "2026/4/1",
            "",
            "",
        ],
    );
    text(
        sheet,
        14,
        &[
            "11",
            "智慧水利",
            "亭湖区水利局",
            "12,34",
            "",
            "2026/4/1",
            "",
            "",
        ],
    );
    // Row 16: hidden, and with what cannot be seen in its name.
    text(
        sheet,
        15,
        &[
            "12",
            "城建\u{200b}档案\u{7}数字化",
            "亭湖区住房和城乡建设局",
            "64",
            "",
            "2026/4/1",
            "",
            "",
        ],
    );
    sheet.set_row_hidden(15).unwrap();
    // Rows 17 and 18: one unit over two rows; row 18 has no day yet.
    text(
        sheet,
        16,
        &["13", "教育云一期", "", "150", "", "2026/4/1", "", ""],
    );
    text(sheet, 17, &["14", "教育云二期", "", "160", "", "", "", ""]);
    sheet
        .merge_range(16, 2, 17, 2, "亭湖区教育局", &plain)
        .unwrap();
    // Row 19: no name. Row 20: a word that is none. Row 21: the sum. Row 22: who filled it in.
    text(
        sheet,
        18,
        &["15", "", "亭湖区教育局", "1", "", "2026/4/1", "", ""],
    );
    text(
        sheet,
        19,
        &[
            "16",
            "智慧医保",
            "亭湖区医疗保障局",
            "55",
            "",
            "2026/4/1",
            "说不清",
            "",
        ],
    );
    text(sheet, 20, &["合计", "", "", "2000", "", "", "", ""]);
    sheet
        .merge_range(21, 0, 21, 9, "填表人：王某   联系电话：13800000000", &plain)
        .unwrap();
    // Rows below that only have a format.
    for row in 22..40 {
        sheet.write_blank(row, 1, &day).unwrap();
    }
    book.save_to_buffer().unwrap()
}

fn headings(sheet: &mut Worksheet, plain: &Format) {
    for (column, heading) in [
        (0, "序号"),
        (1, "*项目名称"),
        (2, "建设单位（全称）"),
        (6, "密级"),
        (7, "联系人"),
    ] {
        sheet
            .merge_range(2, column, 3, column, heading, plain)
            .unwrap();
    }
    sheet.merge_range(2, 3, 2, 4, "资金情况", plain).unwrap();
    sheet.write_string(3, 3, "总投资").unwrap();
    sheet.write_string(3, 4, "预算").unwrap();
    sheet.write_string(2, 5, "时间").unwrap();
    sheet.write_string(3, 5, "立项时间").unwrap();
}

fn text(sheet: &mut Worksheet, row: u32, cells: &[&str]) {
    for (column, cell) in (0..).zip(cells) {
        if !cell.is_empty() {
            sheet.write_string(row, column, *cell).unwrap();
        }
    }
}

/// A small ledger of projects as text in the encoding that spreadsheets use in China.
pub(super) fn gb18030(rows: &[&str]) -> Vec<u8> {
    let lines = [
        &["项目名称,建设单位,总投资（万元）,立项时间,台账起始日"],
        rows,
    ]
    .concat();
    let text = lines.join("\r\n");
    let (bytes, _, lost) = GB18030.encode(&text);
    assert!(!lost);
    bytes.into_owned()
}

pub(crate) fn order(kind: Kind, bytes: &[u8], dry_run: bool) -> Order {
    Order {
        bytes: Arc::from(bytes),
        kind,
        sheet: None,
        dry_run,
    }
}

/// What became of each row, with the codes of its troubles.
pub(crate) fn fates(imported: &Imported) -> Vec<(u32, Fate, Vec<&str>)> {
    let rows = imported.rows.iter();
    rows.map(|one| {
        let codes = one.troubles.iter().map(|trouble| trouble.code.as_str());
        (one.row, one.fate, codes.collect())
    })
    .collect()
}

/// The codes of what was read otherwise than typed, by row.
pub(super) fn remarks(imported: &Imported) -> Vec<(u32, Vec<&str>)> {
    let rows = imported.rows.iter().filter(|one| !one.remarks.is_empty());
    rows.map(|one| {
        let codes = one.remarks.iter().map(|remark| remark.code.as_str());
        (one.row, codes.collect())
    })
    .collect()
}
