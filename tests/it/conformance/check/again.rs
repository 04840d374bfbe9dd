use crate::conformance::kit::{Kit, Outcome};
use crate::conformance::left::{Left, OF_THE_RUN, column};
use crate::conformance::scene::Scene;

/// 5: a second run writes no row and no ledger entry, and asks at most twice for each stream.
pub(super) async fn holds(on: &Kit<'_>) -> Outcome {
    let scene = Scene::on(on, on.db, &on.records).await;
    let first = scene.read().await.unwrap();
    let received: i64 = first.iter().map(|one| one.counts.received).sum();
    let all: usize = on.records.values().map(Vec::len).sum();
    assert_eq!(received, i64::try_from(all).unwrap(), "{on}: {first:?}");
    for report in &first {
        let counts = report.counts;
        assert!(
            counts.merged + counts.unmatched > 0,
            "{on}: nothing comes of {report:?}"
        );
    }
    let merged: i64 = first.iter().map(|one| one.counts.merged).sum();
    assert!(merged > 2, "{on}: nothing is merged: {first:?}");
    println!("{on}: {merged} of {received} records merged");
    let before = Left::in_all_but(on.db, &OF_THE_RUN).await;
    assert!(
        before.entries.iter().any(|one| one[0].contains("sync")),
        "{on}: {:?}",
        before.entries
    );
    let count = "SELECT CAST(COUNT(*) AS TEXT) FROM ledger";
    let (entries, asked) = (column(on.db, count).await, scene.side.requests().await);
    let again = scene.read().await.unwrap();
    for report in &again {
        assert_eq!(
            report.counts.received, report.counts.unchanged,
            "{on}: {report:?}"
        );
    }
    let after = Left::in_all_but(on.db, &OF_THE_RUN).await;
    assert_eq!(after.differs(&before), None, "{on}");
    assert_eq!(
        column(on.db, count).await,
        entries,
        "{on}: entries of the ledger"
    );
    if let (Some(before), Some(after)) = (asked, scene.side.requests().await) {
        // What lies within the overlap comes again.
        let pages: i64 = again.iter().map(|one| one.pages).sum();
        let most = 2 * again.len().max(usize::try_from(pages).unwrap());
        assert!(
            after - before <= most as u64,
            "{on}: {} requests for nothing",
            after - before
        );
    }
    assert_eq!(
        on.calm().await.left.differs(&before),
        None,
        "{on}: two runs that nobody disturbs"
    );
    scene.end().await;
    Outcome::Held
}
