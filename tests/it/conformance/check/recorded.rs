use std::path::PathBuf;

use serde_json::{Value, json};
use shuniu_connectors::contract::{Connector, Cursor, RawRecord, Stream};

use crate::conformance::kit::{Kit, Outcome};
use crate::conformance::over::PAGE;
use crate::conformance::subject::{Records, open};

fn fixture(on: &Kit<'_>, name: &str) -> Value {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let folder = root.join("../connectors/src").join(on.system.as_str());
    let path = folder.join("fixtures").join(name);
    let text = std::fs::read_to_string(&path);
    let text = text.unwrap_or_else(|error| panic!("{on}: {}: {error}", path.display()));
    serde_json::from_str(&text).unwrap()
}

/// Reads a stream to its end as the hub does; its records, and the pages.
pub(super) async fn pull_all(
    connector: &dyn Connector,
    stream: &Stream,
) -> (Vec<RawRecord>, usize) {
    let (mut records, mut cursor, mut pages) = (Vec::new(), None, 0);
    loop {
        let page = connector.pull(stream, cursor.as_ref()).await.unwrap();
        records.extend(page.records);
        pages += 1;
        let next = Cursor::from_text(&page.next.to_text()).unwrap();
        connector.kept(stream, &next).await.unwrap();
        if page.complete {
            return (records, pages);
        }
        cursor = Some(next);
    }
}

/// 4: recorded records come page by page and become what is expected of them.
pub(super) async fn holds(on: &Kit<'_>) -> Outcome {
    let names: Vec<String> = on.records.keys().cloned().collect();
    let recorded = |name: &String| (name.clone(), vec![fixture(on, &format!("{name}.json"))]);
    let recorded: Records = names.iter().map(recorded).collect();
    let side = on.idle().await;
    side.brings(&recorded).await;
    let connector = open(&on.system, side.as_ref(), &[]).unwrap();
    for name in &names {
        let stream = Stream::new(name.clone());
        let (records, _) = pull_all(connector.as_ref(), &stream).await;
        assert_eq!(records.len(), 1, "{on}: {stream}");
        let mapped = json!(connector.map(&stream, &records[0].body).unwrap());
        // Whatever carries it, it says the same.
        let expected = fixture(on, &format!("{name}.canonical.json"));
        assert_eq!(mapped, expected, "{on}: {stream}: {mapped:#}");
    }
    side.end().await;

    let side = on.idle().await;
    side.brings(&on.records).await;
    let connector = open(&on.system, side.as_ref(), &[]).unwrap();
    for (name, records) in &on.records {
        let stream = Stream::new(name.clone());
        let (read, pages) = pull_all(connector.as_ref(), &stream).await;
        let ids: Vec<&str> = read.iter().map(|one| one.external_id.as_str()).collect();
        let expected: Vec<String> = records
            .iter()
            .map(|one| on.shape.id(&stream, one))
            .collect();
        assert_eq!(ids, expected, "{on}: {stream}");
        assert_eq!(
            pages,
            records.len().div_ceil(PAGE),
            "{on}: pages of {stream}"
        );
    }
    side.end().await;
    Outcome::Held
}
