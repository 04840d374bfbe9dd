use sea_orm::{ConnectionTrait, DbBackend, Statement};
use serde_json::{Value, json};
use shuniu_connectors::{
    contract::{Answer, Outbound, PushFailure, Receipt, Stream, System},
    egress::ChannelSettings,
};

use super::rig::{Rig, Settings, Way};
use crate::{
    hand_in::case::{Papers, change, filing, registration, report},
    rig::{NoAttachments, Subject, http},
};

fn plan() -> Subject {
    Subject {
        system: System::MUNICIPAL_PROJECTS,
        stream: Stream::PLAN_ITEMS,
    }
}

fn outbound(rig: &Rig) -> &dyn Outbound {
    rig.connector.outbound().unwrap()
}

async fn execute(rig: &Rig, sql: &str) {
    rig.tables()
        .connection()
        .execute_unprepared(sql)
        .await
        .unwrap();
}

async fn number(rig: &Rig, sql: &str) -> i64 {
    let statement = Statement::from_string(DbBackend::Sqlite, sql);
    let row = rig
        .tables()
        .connection()
        .query_one_raw(statement)
        .await
        .unwrap();
    row.unwrap().try_get_by_index(0).unwrap()
}

async fn known(rig: &Rig, key: &str) -> Receipt {
    match outbound(rig).ask(key).await.unwrap() {
        Answer::Known(receipt) => receipt,
        other => panic!("{other:?}"),
    }
}

fn proves(rig: &Rig, receipt: &Receipt) -> Value {
    let said = rig.connector.map(&Stream::RECEIPTS, &receipt.body).unwrap();
    assert_eq!(said.warnings, []);
    json!(said.documents)
}

#[tokio::test]
async fn a_hand_over_lies_in_the_outbox_once_and_waits_for_an_answer() {
    let rig = Rig::new(&plan(), Way::Marked).await;
    assert_eq!(
        outbound(&rig).ask("k1").await.unwrap(),
        Answer::NeverReceived
    );
    let request = registration("k1");
    let receipt = outbound(&rig).push(&request, &NoAttachments).await.unwrap();
    assert_eq!((receipt.number.as_str(), receipt.decided), ("k1", false));
    assert_eq!(proves(&rig, &receipt), json!([]), "nothing is proved yet");
    rig.clock.advance(std::time::Duration::from_secs(60));
    let again = outbound(&rig).push(&request, &NoAttachments).await.unwrap();
    assert_eq!(again, receipt, "the same key gives the same receipt");
    assert_eq!(
        number(&rig, "SELECT COUNT(*) FROM municipal_projects_outbox").await,
        1
    );
    let body = "SELECT COUNT(*) FROM municipal_projects_outbox WHERE kind = '项目登记' \
                AND json_extract(body, '$.projectType') = '建设类' \
                AND json_extract(body, '$.totalInvestment') = '1185000.00'";
    assert_eq!(
        number(&rig, body).await,
        1,
        "it is in the system's own words"
    );

    execute(
        &rig,
        "UPDATE municipal_projects_outbox SET submission_no = 'DJ-7', state = 'accepted', \
                   received_at = '2026-06-30 10:30:00', decided_at = '2026-06-30 11:00:00'",
    )
    .await;
    let receipt = known(&rig, "k1").await;
    assert_eq!((receipt.number.as_str(), receipt.decided), ("DJ-7", true));
    assert_eq!(
        receipt.received_at,
        "2026-06-30T02:30:00Z"
            .parse::<chrono::DateTime<chrono::Utc>>()
            .unwrap()
    );
    let expected = json!([{
        "kind": "municipal_system_record", "on": "2026-06-30", "attributes": {},
        "occurrence_key": "DJ-7",
    }]);
    assert_eq!(proves(&rig, &receipt), expected);
}

#[tokio::test]
async fn what_is_turned_down_is_rejected_with_its_reason() {
    let rig = Rig::new(&plan(), Way::Marked).await;
    let request = change("k1", "增加接口");
    outbound(&rig).push(&request, &NoAttachments).await.unwrap();
    execute(
        &rig,
        "UPDATE municipal_projects_outbox SET state = 'rejected', reason = '事由不明'",
    )
    .await;
    let reason = "事由不明".to_owned();
    let answer = outbound(&rig).ask("k1").await.unwrap();
    assert_eq!(
        answer,
        Answer::Rejected {
            reason: reason.clone()
        }
    );
    let again = outbound(&rig)
        .push(&request, &NoAttachments)
        .await
        .unwrap_err();
    assert_eq!(again, PushFailure::Rejected { reason });
    execute(&rig, "UPDATE municipal_projects_outbox SET state = 'ok'").await;
    let failure = outbound(&rig).ask("k1").await.unwrap_err();
    assert_eq!(failure.class(), "remote");
    assert!(
        failure
            .to_string()
            .contains("is to be pending, accepted or rejected"),
        "{failure}"
    );
}

#[tokio::test]
async fn a_key_that_was_used_for_something_else_is_told() {
    let rig = Rig::new(&plan(), Way::Marked).await;
    outbound(&rig)
        .push(&registration("k1"), &NoAttachments)
        .await
        .unwrap();
    let failure = outbound(&rig)
        .push(&filing("k1", "860000"), &NoAttachments)
        .await
        .unwrap_err();
    let PushFailure::Failure(failure) = failure else {
        panic!("{failure}")
    };
    assert_eq!(failure.class(), "remote");
    assert!(
        failure
            .to_string()
            .contains("the key k1 was used for another hand-over"),
        "{failure}"
    );
}

#[tokio::test]
async fn papers_lie_beside_the_outbox_once_part_by_part() {
    let rig = Rig::new(&plan(), Way::Marked).await;
    let mut papers = Papers::default();
    let paper = papers.add("测评报告.pdf", b"ten bytes!".to_vec());
    for key in ["k1", "k2"] {
        let request = report(key, vec![paper.clone()]);
        outbound(&rig).push(&request, &papers).await.unwrap();
    }
    assert_eq!(
        papers
            .most_at_once
            .load(std::sync::atomic::Ordering::SeqCst),
        4
    );
    let whole = "SELECT COUNT(*) FROM (SELECT group_concat(CAST(content AS TEXT), '') AS text FROM \
                 (SELECT content FROM municipal_projects_papers ORDER BY part)) \
                 WHERE text = 'ten bytes!'";
    assert_eq!(number(&rig, whole).await, 1);
    assert_eq!(
        number(&rig, "SELECT COUNT(*) FROM municipal_projects_papers").await,
        3
    );
    let parts = "SELECT COUNT(*) FROM municipal_projects_outbox \
                 WHERE json_extract(body, '$.attachments[0].hash') IN (SELECT hash FROM municipal_projects_papers)";
    assert_eq!(number(&rig, parts).await, 2);
    // What is no longer what was attached does not go.
    let mut forged = papers.add("伪造.pdf", b"forged".to_vec());
    papers
        .content
        .insert(forged.hash.clone(), b"FORGED".to_vec());
    forged.size = 6;
    let failure = outbound(&rig)
        .push(&report("k3", vec![forged]), &papers)
        .await
        .unwrap_err();
    assert!(failure.to_string().contains("its SM3 differs"), "{failure}");
    assert_eq!(
        number(&rig, "SELECT COUNT(*) FROM municipal_projects_outbox").await,
        2
    );
}

#[tokio::test]
async fn what_a_held_database_did_not_take_has_certainly_not_arrived() {
    let hasty = |settings: &mut Settings| {
        settings.http = Some(ChannelSettings {
            timeout_ms: 1,
            connect_timeout_ms: 60_000,
            ..http()
        });
    };
    let rig = Rig::with(&plan(), Way::Marked, hasty).await;
    execute(&rig, "BEGIN EXCLUSIVE").await;
    let failure = outbound(&rig)
        .push(&registration("k1"), &NoAttachments)
        .await
        .unwrap_err();
    let PushFailure::Failure(failure) = failure else {
        panic!("{failure}")
    };
    assert!(failure.is_transient(), "{failure}");
    execute(&rig, "COMMIT").await;
    outbound(&rig)
        .push(&registration("k1"), &NoAttachments)
        .await
        .unwrap();
}

#[tokio::test]
async fn nothing_is_handed_over_by_files_or_with_the_right_to_read_alone() {
    for way in [Way::Files, Way::ReadOnly] {
        let rig = Rig::new(&plan(), way).await;
        assert!(rig.connector.outbound().is_none(), "{way:?}");
    }
}
