//! Whoever writes into the ledger past the hub is found out, and the place is named.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use sea_orm::{DbErr, QueryOrder, QuerySelect};
use shuniu_entities::{Scope, Tenant, ledger as entry};
use shuniu_hub::Hub;
use shuniu_hub::clock::ManualClock;
use shuniu_hub::db::Probe;
use shuniu_hub::ledger::{
    Anchor, Breach, Head, Report, anchors, digest_body, hash_entry, head_message, verify,
};
use shuniu_hub::seal::{Seal, SoftwareSeal};
use shuniu_tests::journey::{Desk, clerk, set_up, today};
use shuniu_tests::{Raw, TestDb, on_both};
use tokio::runtime::Handle;
use uuid::Uuid;

/// A ledger of two projects with an anchor taken between them.
struct Books {
    hub: Hub,
    raw: Raw,
    jurisdiction: Uuid,
    anchor: Anchor,
    entries: i64,
}

impl Books {
    async fn kept(db: &TestDb) -> Self {
        let clock = Arc::new(ManualClock::at(today()));
        let hub = db.hub(&clock).await.unwrap();
        let jurisdiction = set_up(&hub, 0).await.unwrap();
        let desk = Desk {
            hub: &hub,
            caller: clerk(0).unwrap(),
            jurisdiction,
        };
        desk.carry_through(1).await.unwrap();
        let anchor = anchors(&hub.reader(), &[jurisdiction])
            .await
            .unwrap()
            .remove(0);
        desk.carry_through(2).await.unwrap();
        let raw = db.raw().await.unwrap();
        let mut books = Self {
            hub,
            raw,
            jurisdiction,
            anchor,
            entries: 0,
        };
        let report = books.verified(&[]).await;
        assert_eq!(report.breach, None);
        books.entries = report.entries;
        assert!(books.anchor.seq > 6 && books.entries > books.anchor.seq + 6);
        books
    }

    async fn verified(&self, anchors: &[Anchor]) -> Report {
        let (reader, seal) = (self.hub.reader(), self.hub.seal());
        verify(&reader, seal, self.jurisdiction, anchors)
            .await
            .unwrap()
    }

    async fn breach(&self) -> Option<Breach> {
        self.verified(&[]).await.breach
    }

    async fn anchored_breach(&self) -> Option<Breach> {
        self.verified(std::slice::from_ref(&self.anchor))
            .await
            .breach
    }

    async fn tamper(&self, sql: &str) {
        assert!(self.raw.execute(sql).await.unwrap() > 0, "{sql}");
    }

    async fn exchange(&self, one: i64, other: i64) {
        for (from, to) in [(one, -1), (other, one), (-1, other)] {
            let sql = format!("UPDATE ledger SET seq = {to} WHERE seq = {from}");
            self.tamper(&sql).await;
        }
    }

    /// Writes the entry's body anew and all hashes from there on, as whoever has the program but
    /// not the key can.
    async fn rebuild(&self, from: i64) -> Head {
        let scope = Scope::jurisdictions(vec![self.jurisdiction]);
        let rows = entry::Entity::find_in(&scope).order_by_asc(entry::Column::Seq);
        let mut rows = rows.limit(1000).all(&self.hub.reader()).await.unwrap();
        let mut hash = String::new();
        for row in &mut rows {
            if row.seq >= from {
                if row.seq == from {
                    row.body = r#"{"registered":{"name":"无中生有项目"}}"#.to_owned();
                    let salt = row.salt.clone().unwrap();
                    row.digest = Some(digest_body(self.hub.seal(), &salt, &row.body));
                }
                row.previous_hash.clone_from(&hash);
                row.hash = hash_entry(self.hub.seal(), row);
                self.tamper(&format!(
                    "UPDATE ledger SET body = '{}', digest = '{}', previous_hash = '{}', hash = '{}' WHERE seq = {}",
                    row.body.replace('\'', "''"), row.digest.clone().unwrap(), row.previous_hash, row.hash, row.seq,
                )).await;
            }
            hash.clone_from(&row.hash);
        }
        Head {
            jurisdiction: self.jurisdiction,
            seq: self.entries,
            hash,
        }
    }

    async fn set_head(&self, head: &Head, signature: &str) {
        self.tamper(&format!(
            "UPDATE ledger_head SET seq = {}, hash = '{}', signature = '{signature}'",
            head.seq, head.hash,
        ))
        .await;
    }

    /// Signs a head; the clock has stood still since the true one was signed.
    fn signature(&self, seal: &dyn Seal, head: &Head) -> String {
        seal.sign(&head_message(head, self.hub.clock().now()))
            .unwrap()
    }
}

on_both! {
    async fn an_altered_entry_is_named(db: &TestDb) {
        let books = Books::kept(db).await;
        // Later entries first: the first breach is the one that is named.
        for (seq, change) in [
            (9, "body = replace(body, '{', '{ ')"),
            (8, "actor = 'somebody-else'"),
            (7, "actor_role = 'admin'"),
            (6, "command = 'approve'"),
            (5, "recorded_at = '2020-01-01 00:00:00+00:00'"),
            (4, "entity = 'contract'"),
            (3, "entity_id = project_id, project_id = NULL"),
            (2, "previous_hash = hash"),
            (1, "hash = previous_hash"),
        ] {
            books.tamper(&format!("UPDATE ledger SET {change} WHERE seq = {seq}")).await;
            let found = books.breach().await;
            assert_eq!(found, Some(Breach::Altered { seq }), "{change}");
        }
    }
}

on_both! {
    async fn a_missing_entry_is_named(db: &TestDb) {
        let books = Books::kept(db).await;
        for seq in [5, 1] {
            books.tamper(&format!("DELETE FROM ledger WHERE seq = {seq}")).await;
            assert_eq!(books.breach().await, Some(Breach::Missing { seq }));
        }
    }
}

on_both! {
    async fn a_gap_that_was_closed_up_is_named(db: &TestDb) {
        let books = Books::kept(db).await;
        books.tamper("DELETE FROM ledger WHERE seq = 5").await;
        for seq in 6..=books.entries {
            books.tamper(&format!("UPDATE ledger SET seq = {} WHERE seq = {seq}", seq - 1)).await;
        }
        assert_eq!(books.breach().await.map(|breach| breach.seq()), Some(5));
    }
}

on_both! {
    async fn reordered_entries_are_named(db: &TestDb) {
        let books = Books::kept(db).await;
        for (one, other) in [(5, 6), (3, 9)] {
            books.exchange(one, other).await;
            assert_eq!(books.breach().await, Some(Breach::Reordered { seq: one }));
            books.exchange(one, other).await;
            assert_eq!(books.breach().await, None, "they stand as they stood");
        }
    }
}

on_both! {
    async fn a_cut_off_tail_is_named(db: &TestDb) {
        let books = Books::kept(db).await;
        let first = books.entries - 1;
        books.tamper(&format!("DELETE FROM ledger WHERE seq >= {first}")).await;
        assert_eq!(books.breach().await, Some(Breach::CutOff { seq: first }));
    }
}

on_both! {
    async fn a_tail_rebuilt_without_the_key_is_named(db: &TestDb) {
        let books = Books::kept(db).await;
        let head = books.rebuild(5).await;
        let forged = Some(Breach::HeadForged { seq: books.entries });
        assert_eq!(books.breach().await, forged, "the head still names the true entry");

        books.tamper(&format!("UPDATE ledger_head SET hash = '{}'", head.hash)).await;
        assert_eq!(books.breach().await, forged, "its signature is of the true entry");

        let other = SoftwareSeal::ephemeral().unwrap();
        books.set_head(&head, &books.signature(&other, &head)).await;
        assert_eq!(books.breach().await, forged, "it is signed with another key");
    }
}

on_both! {
    async fn a_tail_rebuilt_with_the_key_breaks_the_anchor(db: &TestDb) {
        let books = Books::kept(db).await;
        let head = books.rebuild(5).await;
        books.set_head(&head, &books.signature(books.hub.seal(), &head)).await;
        assert_eq!(books.breach().await, None, "within the database nothing shows");
        let seq = books.anchor.seq;
        assert_eq!(books.anchored_breach().await, Some(Breach::AnchorBroken { seq }));
    }
}

on_both! {
    async fn a_tail_cut_off_with_the_key_breaks_the_anchor(db: &TestDb) {
        let books = Books::kept(db).await;
        let hash = books.raw.column("SELECT hash FROM ledger WHERE seq = 4").await.unwrap();
        let head = Head { jurisdiction: books.jurisdiction, seq: 4, hash: hash[0].clone() };
        books.tamper("DELETE FROM ledger WHERE seq > 4").await;
        books.set_head(&head, &books.signature(books.hub.seal(), &head)).await;
        assert_eq!(books.breach().await, None, "within the database nothing shows");
        let seq = books.anchor.seq;
        assert_eq!(books.anchored_breach().await, Some(Breach::AnchorBroken { seq }));
    }
}

on_both! {
    async fn an_emptied_ledger_breaks_the_anchor(db: &TestDb) {
        let books = Books::kept(db).await;
        books.tamper("DELETE FROM ledger").await;
        assert_eq!(books.breach().await, Some(Breach::CutOff { seq: 1 }));
        let head = Head {
            jurisdiction: books.jurisdiction,
            seq: 0,
            hash: shuniu_hub::ledger::GENESIS.to_owned(),
        };
        books.set_head(&head, "-").await;
        // The projects are still there, and none of them can have come in without an entry.
        assert_eq!(books.breach().await, Some(Breach::CutOff { seq: 1 }));
        let seq = books.anchor.seq;
        assert_eq!(books.anchored_breach().await, Some(Breach::AnchorBroken { seq }));
    }
}

on_both! {
    async fn a_forged_head_is_named(db: &TestDb) {
        let books = Books::kept(db).await;
        let signature = books.raw.column("SELECT signature FROM ledger_head").await.unwrap();
        let restore = format!("UPDATE ledger_head SET signature = '{}'", signature[0]);
        for forged in ["-", "", "00", "not hex", &signature[0].replace(&signature[0][..4], "beef")] {
            books.tamper(&format!("UPDATE ledger_head SET signature = '{forged}'")).await;
            let seq = books.entries;
            assert_eq!(books.breach().await, Some(Breach::HeadForged { seq }), "{forged:?}");
        }
        books.tamper(&restore).await;
        assert_eq!(books.breach().await, None);
        books.tamper("UPDATE ledger_head SET seq = seq - 1").await;
        let seq = books.entries - 1;
        assert_eq!(books.breach().await, Some(Breach::HeadForged { seq }));
        books.tamper("DELETE FROM ledger_head").await;
        assert!(matches!(books.breach().await, Some(Breach::HeadForged { .. })));
    }
}

on_both! {
    async fn anchors_go_out_as_lines_and_come_back(db: &TestDb) {
        let books = Books::kept(db).await;
        let line = serde_json::to_string(&books.anchor).unwrap();
        let read = Anchor::parse_all(&format!("{line}\n\n{line}\n")).unwrap();
        assert_eq!(read, [books.anchor.clone(), books.anchor.clone()]);
        assert_eq!(books.anchored_breach().await, None);

        let error = Anchor::parse_all(&format!("{line}\n{{\"seq\": 1}}\n")).unwrap_err();
        assert_eq!(error.line, 2);
        assert!(error.to_string().contains("line 2"), "{error}");
        let error = Anchor::parse_all(&line.replacen('{', "{\"more\": 1,", 1)).unwrap_err();
        assert_eq!(error.line, 1);

        let mut forged = books.anchor.clone();
        forged.signature = "00".repeat(64);
        let seq = forged.seq;
        let found = books.verified(&[forged]).await.breach;
        assert_eq!(found, Some(Breach::AnchorBroken { seq }));
    }
}

/// Writes an entry before every statement of somebody else.
#[derive(Debug)]
struct Meanwhile {
    writer: Hub,
    jurisdiction: Uuid,
    written: AtomicU32,
}

impl Probe for Meanwhile {
    fn before(&self, _sql: &str) -> Result<(), DbErr> {
        let number = self.written.fetch_add(1, Ordering::Relaxed);
        let write = async {
            let desk = Desk {
                hub: &self.writer,
                caller: clerk(0).unwrap(),
                jurisdiction: self.jurisdiction,
            };
            desk.open_file(1000 + number).await.unwrap();
        };
        tokio::task::block_in_place(|| Handle::current().block_on(write));
        Ok(())
    }

    fn after(&self, _sql: &str) -> Result<(), DbErr> {
        Ok(())
    }
}

on_both! {
    async fn what_is_written_while_it_is_verified_is_no_breach(db: &TestDb) {
        let books = Books::kept(db).await;
        let clock = Arc::new(ManualClock::at(today()));
        let meanwhile = Arc::new(Meanwhile {
            writer: books.hub.clone(),
            jurisdiction: books.jurisdiction,
            written: AtomicU32::new(0),
        });
        let reading = db.watched_hub(&clock, meanwhile.clone()).await.unwrap();
        let report = verify(&reading.reader(), reading.seal(), books.jurisdiction, &[])
            .await
            .unwrap();
        assert_eq!(report.breach, None);
        assert!(report.entries > books.entries, "it was written before the head was read");
        assert!(meanwhile.written.load(Ordering::Relaxed) > 2);
    }
}
