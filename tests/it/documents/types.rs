//! What a file is called and what it is.

use shuniu_tests::{TestDb, on_both};

use super::shelf::{Shelf, pdf};

const DOCX: &str =
    "content-type: application/vnd.openxmlformats-officedocument.wordprocessingml.document";

on_both! {
    async fn a_name_that_says_something_else_is_refused_whatever_is_declared(db: &TestDb) {
        let shelf = Shelf::with(db).await;
        let ask = "GET /templates/projects?jurisdiction=320902";
        let lines = [format!("authorization: Bearer {}", shelf.token)];
        let workbook = shelf.served.send(ask, &lines, b"").await.unwrap();
        assert_eq!(workbook.status, 200, "{workbook:?}");
        let (workbook, pdf) = (workbook.body, pdf(500));
        let text = "content-type: text/plain";
        for (name, declared, body) in [
            ("run.bat", text, &b"start x"[..]),
            ("x.exe", "content-type: application/pdf", &pdf),
            ("x.pdf.exe", "content-type: application/octet-stream", &pdf),
            ("x.docm", DOCX, &workbook),
            ("x.xlsm", "content-type: application/octet-stream", &workbook),
            ("x.docx", DOCX, b"PK\x03\x04000000000000000000000000000000"),
            ("x.docx", DOCX, &workbook[..workbook.len() - 1]),
            ("x.txt", text, b"\xef\xbb\xbf<html><script>"),
        ] {
            let refused = shelf.put_as(name, &[declared], body).await;
            let said = (refused.status, refused.code());
            assert_eq!(said, (415, "UNSUPPORTED_MEDIA_TYPE".to_owned()), "{name}: {refused:?}");
        }
        let left = std::fs::read_dir(db.folder().join("documents/incoming")).unwrap();
        assert_eq!(left.count(), 0);
        // A workbook as it comes from a program that writes workbooks.
        let taken = shelf.put_as("a.xlsx", &[], &workbook).await;
        assert_eq!(taken.status, 201, "{taken:?}");
        assert!(shelf.held().await == workbook);
    }
}

on_both! {
    async fn a_content_is_offered_under_a_name_that_ends_as_its_type_does(db: &TestDb) {
        let shelf = Shelf::with(db).await;
        let content = pdf(500);
        assert_eq!(shelf.put_as("report-1.2", &[], &content).await.status, 201);
        let offered = async |ending: &str| {
            let got = shelf.send("GET", &[], b"").await;
            let wanted = format!("attachment; filename*=UTF-8''{ending}");
            assert_eq!(got.header("content-disposition"), wanted);
        };
        offered("report-1.2.pdf").await;
        // One that was taken in before names were looked at.
        let raw = db.raw().await.unwrap();
        raw.execute("UPDATE document_content SET file_name = 'x.exe'").await.unwrap();
        raw.close().await.unwrap();
        offered("x.exe.pdf").await;
    }
}
