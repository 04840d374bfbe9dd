//! The same upload once more, of whom the first answer did not reach.

use serde_json::Value;
use shuniu_tests::{TestDb, on_both};

use super::shelf::{NAME, Shelf, digest, other_pdf, pdf};

async fn is_answered_again(db: &TestDb, shelf: Shelf) {
    let (content, other) = (pdf(100_000), other_pdf(100_000));
    let put = shelf.send("PUT", &[], &content).await;
    assert_eq!(put.status, 201, "{put:?}");
    let tag = format!("\"sm3-{}\"", shelf.name(&content).hash);
    assert_eq!(put.header("etag"), tag);

    let ranged = format!("content-range: bytes 0-99999/{}", content.len());
    let last = "content-range: bytes 90000-99999/100000";
    let end = "content-range: bytes */100000";
    let told = digest(&content);
    let (tail, longer) = (&content[90_000..], [&content[..], b"!"].concat());
    for (what, name, more, body, status) in [
        ("the same", NAME, vec![], &content[..], 200),
        ("under another name", "b.pdf", vec![], &content, 200),
        ("as one range", NAME, vec![ranged.as_str()], &content, 200),
        (
            "its end with the digest",
            NAME,
            vec![last, &told],
            tail,
            200,
        ),
        ("nothing with the digest", NAME, vec![end, &told], b"", 200),
        // Its end proves nothing of its beginning.
        ("its end", NAME, vec![last], tail, 409),
        ("nothing", NAME, vec![end], b"", 409),
        ("another", NAME, vec![], &other, 409),
        ("a shorter one", NAME, vec![], &content[..99_999], 409),
        ("a longer one", NAME, vec![], &longer, 409),
        (
            "another by its digest",
            NAME,
            vec![end, &digest(&other)],
            b"",
            409,
        ),
    ] {
        let again = shelf.put_as(name, &more, body).await;
        assert_eq!(again.status, status, "{what}: {again:?}");
        assert_eq!(again.header("etag"), tag, "{what}");
        if status == 200 {
            let told: Value = serde_json::from_slice(&again.body).unwrap();
            assert_eq!(told["fileName"], "终验报告.pdf", "{what} changes nothing");
        }
    }
    for (body, status) in [(&content, 200), (&longer, 409), (&other, 409)] {
        assert_eq!(shelf.chunked(None, body).await.status, status);
    }
    assert!(shelf.held().await == content);
    let raw = db.raw().await.unwrap();
    let attached = "SELECT CAST(body AS TEXT) FROM ledger WHERE command = 'attach_content'";
    assert_eq!(raw.column(attached).await.unwrap().len(), 1);
    raw.close().await.unwrap();
    let left = std::fs::read_dir(db.folder().join("documents/incoming")).unwrap();
    assert_eq!(left.count(), 0);
}

on_both! {
    async fn what_a_folder_holds_is_answered_again(db: &TestDb) {
        is_answered_again(db, Shelf::with(db).await).await;
    }
}

on_both! {
    async fn what_a_bucket_holds_is_answered_again(db: &TestDb) {
        is_answered_again(db, Shelf::in_bucket(db).await).await;
    }
}
