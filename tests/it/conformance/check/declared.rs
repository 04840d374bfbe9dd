use shuniu_api::config::SystemKind;
use shuniu_connectors::contract::{HeaderFact, Stream};
use shuniu_connectors::preview::layout;

use crate::conformance::kit::{Kit, Outcome};
use crate::conformance::subject::{Transport, open};

/// 3: what can be read is what is declared.
pub(super) async fn holds(on: &Kit<'_>) -> Outcome {
    let side = on.idle().await;
    let connector = open(&on.system, side.as_ref(), &[]).unwrap();
    let mut read: Vec<Stream> = connector.streams().to_vec();
    let mut declared = match on.subject.transport() {
        Transport::Interface => (SystemKind::of(on.system.as_str()).unwrap().streams)(),
        _ => {
            let layout = layout(on.system.as_str(), None, None).unwrap();
            layout
                .streams()
                .map(|name| Stream::new(name.to_owned()))
                .collect()
        }
    };
    read.sort();
    declared.sort();
    assert_eq!(read, declared, "{on}: streams");
    side.brings(&on.records).await;
    let report = connector.check().await.unwrap();
    assert_eq!(report.system, on.system.as_str(), "{on}");
    for stream in &read {
        let names = connector.names(stream);
        let said = names.facts.len() + names.events.len() + names.documents.len();
        let page = connector.pull(stream, None).await.unwrap();
        assert!(!page.records.is_empty(), "{on}: {stream} brings nothing");
        let mut tables = 0;
        for raw in &page.records {
            let record = connector.map(stream, &raw.body).unwrap();
            // What the mapping does not know of is told with each record.
            assert!(
                record.warnings.is_empty(),
                "{on}: {stream}: {:?}",
                record.warnings
            );
            let facts = record.facts.iter().map(|fact| &fact.name);
            let facts = facts.filter(|name| !HeaderFact::ALL.contains(&name.as_str()));
            let strange: Vec<_> = facts.filter(|name| !names.facts.contains(*name)).collect();
            assert!(
                strange.is_empty(),
                "{on}: {stream} does not declare {strange:?}"
            );
            let events = record
                .events
                .iter()
                .all(|one| names.events.contains(&one.kind));
            let papers = record
                .documents
                .iter()
                .all(|one| names.documents.contains(&one.kind));
            assert!(events && papers, "{on}: {stream}: {record:?}");
            tables += usize::from(
                record.tender.is_some()
                    || record.catalog.is_some()
                    || record.asset.is_some()
                    || record.allocation.is_some(),
            );
        }
        assert!(said + tables > 0, "{on}: {stream} says nothing");
    }
    side.end().await;
    Outcome::Held
}
