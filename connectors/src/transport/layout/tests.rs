use serde_json::json;

use super::*;
use crate::{
    contract::{RowMisfit, Stream, System},
    mapping::Mapping,
    municipal_projects, trading_centre,
};

const SYSTEMS: [(System, &str, &str); 2] = [
    (
        System::TRADING_CENTRE,
        trading_centre::MAPPING,
        trading_centre::LAYOUT,
    ),
    (
        System::MUNICIPAL_PROJECTS,
        municipal_projects::MAPPING,
        municipal_projects::LAYOUT,
    ),
];

fn parse(at: usize, layout: &str) -> Result<Layout, String> {
    let (system, mapping, _) = &SYSTEMS[at];
    let mapping = Mapping::parse("m", mapping, system).unwrap();
    Layout::parse("agency.toml", layout, system, &mapping).map_err(|error| error.to_string())
}

fn changed(at: usize, from: &str, to: &str) -> String {
    let shipped = SYSTEMS[at].2;
    assert!(shipped.contains(from), "{from}");
    parse(at, &shipped.replacen(from, to, 1)).unwrap_err()
}

#[test]
fn a_shipped_layout_has_a_column_for_every_field_of_its_mapping() {
    for (system, mapping, text) in &SYSTEMS {
        let mapping = Mapping::parse("m", mapping, system).unwrap();
        let layout = Layout::parse("l", text, system, &mapping).unwrap();
        for (name, stream) in layout.all() {
            let name = Stream::new(name.clone());
            let mut fields = mapping.known_fields(&name).clone();
            fields.extend(mapping.stream(&name).unwrap().unmapped.iter().cloned());
            let columns = stream.columns.iter().map(file::Column::field);
            assert_eq!(
                columns.collect::<std::collections::BTreeSet<_>>(),
                fields,
                "{name}"
            );
        }
    }
}

#[test]
fn what_a_layout_has_wrong_is_named_with_its_line() {
    for (at, from, to, told) in [
        (
            0,
            "heading = \"公告编号\"",
            "headin = \"x\"",
            "did you mean `heading`?",
        ),
        (
            0,
            "    { path = \"/NOTICE_ID\", column = \"notice_id\", heading = \"公告编号\" },\n",
            "",
            "streams.tenders: the mapping needs /NOTICE_ID, which has no column",
        ),
        (
            0,
            "heading = \"采购人\" }",
            "heading = \"采购人\", optional = true }",
            "so its column purchaser_name must not be optional",
        ),
        (
            0,
            "path = \"/URL\"",
            "path = \"/ULR\"",
            "neither reads /ULR nor lists it under unmapped",
        ),
        (
            0,
            "column = \"url\"",
            "column = \"flag\"",
            "column flag is one of the hub's own",
        ),
        (
            0,
            "column = \"url\"",
            "column = \"a b\"",
            "\"a b\" is no name of a column",
        ),
        (
            0,
            "heading = \"公告地址\"",
            "heading = \"公告 编号\"",
            "is empty or repeated",
        ),
        (
            0,
            "full = [\"awards_full_*\"",
            "full = [\"tender*\"",
            "let their names begin differently",
        ),
        (
            0,
            "[streams.awards]",
            "[streams.award]",
            "the mapping has no such stream",
        ),
        (1, "\"department\", ", "", "its `each` lacks /department"),
        (
            1,
            "    { path = \"/amountUnit\", column = \"amount_unit\", heading = \"金额单位\" },\n",
            "",
            "its unit /amountUnit has none",
        ),
        (0, "format = 1", "format = 2", "format 2 is not known"),
        (
            0,
            "system = \"trading_centre\"",
            "system = \"x\"",
            "not for trading_centre",
        ),
    ] {
        let error = changed(at, from, to);
        assert!(error.contains(told), "{told}\n{error}");
        assert!(error.starts_with("agency.toml, line "), "{error}");
    }
}

#[test]
fn a_row_becomes_the_same_text_whatever_the_order_of_its_columns() {
    let layout = parse(1, SYSTEMS[1].2).unwrap();
    let stream = layout.stream(&Stream::REVIEWS).unwrap();
    let record = json!({
        "reviewNo": "PS-1", "result": "通过", "updatedAt": "2026-06-30 10:00:00",
        "opinions": [
            {"opinionNo": "YJ-1", "department": "财政局", "result": "通过", "givenOn": "2026-06-29"},
            {"opinionNo": "YJ-2", "department": "网信办", "result": "补正"},
        ],
    });
    let texts = stream.texts(&record);
    let body = stream.body(texts, [("密级标识".to_owned(), "公开".to_owned())]);
    assert_eq!(body.misfit, None);
    assert_eq!(
        body.text,
        "{\"opinions\":[{\"department\":\"财政局\",\"givenOn\":\"2026-06-29\",\
         \"opinionNo\":\"YJ-1\",\"result\":\"通过\"},{\"department\":\"网信办\",\
         \"opinionNo\":\"YJ-2\",\"result\":\"补正\"}],\"result\":\"通过\",\"reviewNo\":\"PS-1\",\
         \"updatedAt\":\"2026-06-30 10:00:00\",\"密级标识\":\"公开\"}"
    );
}

#[test]
fn a_line_with_other_parts_is_told_and_kept_as_text() {
    let layout = parse(1, SYSTEMS[1].2).unwrap();
    let stream = layout.stream(&Stream::REVIEWS).unwrap();
    let at = stream
        .columns
        .iter()
        .position(|column| column.path == "/opinions");
    let mut texts = vec![None; stream.columns.len()];
    texts[at.unwrap()] = Some("YJ-1｜财政局｜通过".to_owned());
    let body = stream.body(texts, []);
    assert!(
        matches!(body.misfit, Some(RowMisfit::Parts { .. })),
        "{body:?}"
    );
    assert_eq!(body.text, r#"{"opinions":"YJ-1｜财政局｜通过"}"#);
}

#[test]
fn a_file_is_complete_or_not_by_its_name() {
    let layout = parse(0, SYSTEMS[0].2).unwrap();
    for (stream, name, extent) in [
        (
            Stream::CONTRACTS,
            "contracts_full_20260630.csv",
            Some(Extent::Full),
        ),
        (
            Stream::CONTRACTS,
            "合同公告_全量_2026.xlsx",
            Some(Extent::Full),
        ),
        (
            Stream::CONTRACTS,
            "contracts_20260630.CSV",
            Some(Extent::Increment),
        ),
        (Stream::CONTRACTS, "contracts_20260630.csv.sha256", None),
        (Stream::CONTRACTS, "contracts.csv", None),
        (Stream::AWARDS, "contracts_20260630.csv", None),
    ] {
        assert_eq!(layout.extent(&stream, name), extent, "{name}");
    }
}

#[test]
fn the_ddl_comments_every_column_in_chinese() {
    let layout = parse(1, SYSTEMS[1].2).unwrap();
    let names = Tables::default();
    let postgres = layout.ddl_as(Engine::Postgres, &names);
    let sqlite = layout.ddl_as(Engine::Sqlite, &names);
    for stream in layout.all().values() {
        for column in &stream.columns {
            let (table, name, heading) = (&stream.table, &column.column, &column.heading);
            let comment = format!("COMMENT ON COLUMN \"{table}\".\"{name}\" IS '{heading}';");
            assert!(postgres.contains(&comment), "{comment}");
            let line = sqlite
                .lines()
                .find(|line| line.ends_with(&format!("-- {heading}")));
            assert!(line.is_some(), "{heading}");
        }
    }
    assert!(
        postgres.contains("\"municipal_projects_outbox\""),
        "{postgres}"
    );
}
