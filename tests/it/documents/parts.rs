//! Uploads in parts: what belongs together, and nothing else.

use shuniu_tests::{TestDb, on_both};

use super::shelf::{Shelf, digest, other_pdf, pdf, told};

on_both! {
    async fn a_part_of_another_content_is_put_behind_nothing(db: &TestDb) {
        let shelf = Shelf::with(db).await;
        let (content, other) = (pdf(1_000), other_pdf(1_000));
        let begun = format!("content-range: bytes 0-299/{}", content.len());
        let begun = shelf.send("PUT", &[&begun, &digest(&content)], &content[..300]).await;
        assert_eq!(told(&begun), (202, "300"));

        let total = shelf.part("300-499/500", &other[300..500]).await;
        assert_eq!(told(&total), (409, "0"), "{total:?}");
        let says = String::from_utf8(total.body).unwrap();
        assert!(says.contains("1000") && says.contains("500") && says.contains("begin anew"), "{says}");
        assert_eq!(told(&shelf.part("*/300", b"").await), (409, "0"), "no end of something smaller");
        let range = "content-range: bytes 300-999/1000";
        let name = shelf.put_as("b.pdf", &[range], &other[300..]).await;
        assert_eq!(told(&name), (409, "0"), "{name:?}");
        let told_other = shelf.send("PUT", &[range, &digest(&other)], &other[300..]).await;
        assert_eq!(told(&told_other), (409, "0"), "{told_other:?}");

        // What was there is there, and goes on.
        assert_eq!(told(&shelf.send("HEAD", &[], b"").await), (204, "300"));
        assert_eq!(shelf.part("300-999/1000", &content[300..]).await.status, 201);
        assert!(shelf.held().await == content);
    }
}

on_both! {
    async fn the_digest_of_the_first_part_is_that_of_the_whole(db: &TestDb) {
        let shelf = Shelf::with(db).await;
        let (content, other) = (pdf(1_000), other_pdf(1_000));
        let begun = ["content-range: bytes 0-299/1000", &digest(&content)];
        assert_eq!(shelf.send("PUT", &begun, &content[..300]).await.status, 202);
        let glued = shelf.part("300-999/1000", &other[300..]).await;
        assert_eq!((glued.status, glued.code().as_str()), (400, "BAD_USER_INPUT"));
        assert_eq!(told(&shelf.send("HEAD", &[], b"").await), (204, "0"));
    }
}

on_both! {
    async fn an_upload_begins_anew_at_its_first_byte(db: &TestDb) {
        let shelf = Shelf::with(db).await;
        let (content, other) = (pdf(1_000), other_pdf(500));
        assert_eq!(told(&shelf.part("0-299/1000", &content[..300]).await), (202, "300"));
        assert_eq!(told(&shelf.part("0-199/500", &other[..200]).await), (202, "200"));
        let first = shelf.part("300-999/1000", &content[300..]).await;
        assert_eq!(told(&first), (409, "0"), "{first:?}");
        assert_eq!(shelf.part("200-499/500", &other[200..]).await.status, 201);
        assert!(shelf.held().await == other);
        let left = std::fs::read_dir(db.folder().join("documents/incoming")).unwrap();
        assert_eq!(left.count(), 0);
    }
}

on_both! {
    async fn what_was_announced_holds_over_a_restart(db: &TestDb) {
        let mut shelf = Shelf::with(db).await;
        let (content, other) = (pdf(1_000), other_pdf(1_000));
        assert_eq!(shelf.part("0-299/1000", &content[..300]).await.status, 202);
        shelf.restart(db).await;
        assert_eq!(told(&shelf.part("300-899/900", &other[300..900]).await), (409, "0"));
        assert_eq!(told(&shelf.part("300-499/1000", &content[300..500]).await), (202, "500"));

        // Bytes of which nobody knows what they are of are nothing.
        for entry in std::fs::read_dir(db.folder().join("documents/incoming")).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|ending| ending == "json") {
                std::fs::remove_file(path).unwrap();
            }
        }
        assert_eq!(told(&shelf.send("HEAD", &[], b"").await), (204, "0"));
        assert_eq!(told(&shelf.part("500-999/1000", &content[500..]).await), (409, "0"));
        assert_eq!(told(&shelf.part("*/1000", b"").await), (409, "0"));
        assert_eq!(shelf.part("0-999/1000", &content).await.status, 201);
        assert!(shelf.held().await == content);
    }
}

on_both! {
    async fn a_body_has_the_bytes_that_its_range_announces(db: &TestDb) {
        let shelf = Shelf::with(db).await;
        let content = pdf(400_000);
        // Several chunks come before the one that is too much.
        for (range, bytes, offset) in [
            ("0-299999/300000", 0..300_001, "0"),
            ("0-299999/400000", 0..350_000, "0"),
            ("0-299999/400000", 0..250_000, "0"),
        ] {
            let wrong = shelf.chunked(Some(range), &content[bytes]).await;
            assert_eq!((told(&wrong), wrong.code().as_str()), ((400, offset), "BAD_REQUEST"));
            let says = String::from_utf8(wrong.body).unwrap();
            assert!(says.contains("Content-Range") && !says.contains("max_bytes"), "{says}");
        }
        let right = shelf.chunked(Some("0-199999/400000"), &content[..200_000]).await;
        assert_eq!(told(&right), (202, "200000"), "{right:?}");
        for bytes in [200_000..400_000, 200_000..250_000] {
            let wrong = shelf.chunked(Some("200000-299999/400000"), &content[bytes]).await;
            assert_eq!(told(&wrong), (400, "200000"), "{wrong:?}");
        }
        let end = shelf.chunked(Some("*/400000"), b"more").await;
        assert_eq!(told(&end), (400, "200000"), "{end:?}");
        // What came well stays.
        assert_eq!(told(&shelf.send("HEAD", &[], b"").await), (204, "200000"));
        let rest = shelf.chunked(Some("200000-399999/400000"), &content[200_000..]).await;
        assert_eq!(rest.status, 201, "{rest:?}");
        assert!(shelf.held().await == content);
    }
}

on_both! {
    async fn an_upload_that_begins_anew_leaves_alone_what_the_store_has(db: &TestDb) {
        let shelf = Shelf::with(db).await;
        let (content, other) = (pdf(1_000), other_pdf(2_000));
        let raw = db.raw().await.unwrap();
        // The store has it, and its row cannot be written.
        raw.execute("ALTER TABLE ledger RENAME TO ledger_away").await.unwrap();
        let kept = shelf.chunked(None, &content).await;
        assert!(kept.status >= 500, "{kept:?}");
        raw.execute("ALTER TABLE ledger_away RENAME TO ledger").await.unwrap();
        raw.close().await.unwrap();
        let path = db.folder().join("documents/kept").join(shelf.place.to_string());
        let hash = shelf.hub.seal().hash(&content);
        let path = path.join(&hash[..2]).join(&hash);
        assert!(std::fs::read(&path).unwrap() == content);

        // Its body ended: nothing comes behind it.
        assert_eq!(told(&shelf.part("1000-1999/2000", &other[1_000..]).await), (409, "0"));
        assert!(std::fs::read(&path).unwrap() == content);
        assert_eq!(shelf.part("0-999/2000", &other[..1_000]).await.status, 202);
        assert!(std::fs::read(&path).unwrap() == content);
        assert_eq!(shelf.part("1000-1999/2000", &other[1_000..]).await.status, 201);
        assert!(std::fs::read(&path).unwrap() == content);
        assert!(shelf.held().await == other);
    }
}
