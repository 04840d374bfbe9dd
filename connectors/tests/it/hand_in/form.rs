use std::time::Duration;

use serde_json::json;
use shuniu_connectors::{
    contract::{Answer, HandOver, HandOverKind, Outbound, ProjectCodeApplication, PushFailure},
    municipal_projects::{
        MAPPING, MunicipalProjects, MunicipalProjectsConfig, sandbox::DECIDES_AFTER_SECONDS,
    },
};
use shuniu_policy::Fen;

use super::case::{
    Papers, SYSTEM, change, filing, known, outbound, project, proves, registration, report,
    request, rig,
};
use crate::rig::{NoAttachments, municipal_config};

#[tokio::test]
async fn a_registration_and_a_filing_are_decided_at_once_and_proved_by_their_receipts() {
    let rig = rig().await;
    for (request, expected) in [
        (
            registration("k1"),
            json!([{
                "kind": "municipal_system_record", "on": "2026-06-30", "attributes": {},
                "occurrence_key": "DJ-320902-00001",
            }]),
        ),
        (
            filing("k2", "860000"),
            json!([{
                "kind": "filing", "on": "2026-06-30",
                "attributes": { "matter": "project", "with": "municipal_system" },
                "occurrence_key": "BA-320902-00002",
            }]),
        ),
    ] {
        let receipt = outbound(&rig).push(&request, &NoAttachments).await.unwrap();
        assert!(receipt.decided);
        assert_eq!(proves(&rig, &receipt), expected);
        let again = outbound(&rig).push(&request, &NoAttachments).await.unwrap();
        assert_eq!(again, receipt, "the same key gives the same receipt");
        assert_eq!(known(&rig, &request.idempotency_key).await, receipt);
    }
}

#[tokio::test]
async fn what_is_written_is_in_the_systems_own_words() {
    let rig = rig().await;
    let mut papers = Papers::default();
    let paper = papers.add("测评报告.pdf", b"report".to_vec());
    for request in [
        registration("k1"),
        change("k2", "增加接口"),
        report("k3", vec![paper.clone()]),
    ] {
        outbound(&rig).push(&request, &papers).await.unwrap();
    }
    let state = rig.state().await;
    let body = |key: &str| state["extra"]["submissions"][key]["body"].clone();
    assert_eq!(body("k1")["projectType"], "建设类");
    assert_eq!(body("k1")["buildNature"], "升级改造");
    assert_eq!(body("k1")["totalInvestment"], "1185000.00");
    assert_eq!(body("k1")["amountUnit"], "元");
    assert_eq!(body("k2")["changeKind"], "建设金额");
    assert_eq!(body("k2")["amount"], "1250000.50");
    assert_eq!(body("k3")["parts"], json!(["专家验收意见", "测评报告"]));
    assert_eq!(body("k3")["attachments"][0]["hash"], json!(paper.hash));
}

#[tokio::test]
async fn a_change_waits_and_is_accepted_later_with_the_day_it_was_handed_in() {
    let rig = rig().await;
    let request = change("k1", "增加接口");
    let receipt = outbound(&rig).push(&request, &NoAttachments).await.unwrap();
    assert!(!receipt.decided);
    assert_eq!(proves(&rig, &receipt), json!([]), "nothing is proved yet");
    assert!(!known(&rig, "k1").await.decided);

    rig.clock.advance(Duration::from_secs(24 * 60 * 60));
    let decided = known(&rig, "k1").await;
    assert!(decided.decided);
    assert_eq!(decided.number, receipt.number);
    assert_eq!(
        proves(&rig, &decided),
        json!([{
            "kind": "filing", "on": "2026-06-30",
            "attributes": { "matter": "change", "with": "municipal_system" },
            "occurrence_key": "BG-320902-00001",
        }])
    );
}

#[tokio::test]
async fn a_change_without_a_reason_is_rejected_later() {
    let rig = rig().await;
    let request = change("k1", " ");
    let receipt = outbound(&rig).push(&request, &NoAttachments).await.unwrap();
    assert!(!receipt.decided);
    let wait = u64::try_from(DECIDES_AFTER_SECONDS).unwrap();
    rig.clock.advance(Duration::from_secs(wait - 1));
    assert!(!known(&rig, "k1").await.decided);
    rig.clock.advance(Duration::from_secs(1));
    let answer = outbound(&rig).ask("k1").await.unwrap();
    let Answer::Rejected { reason } = answer else {
        panic!("{answer:?}")
    };
    assert!(reason.contains("变更事由"), "{reason}");
    let again = outbound(&rig).push(&request, &NoAttachments).await;
    assert_eq!(again.unwrap_err(), PushFailure::Rejected { reason });
}

#[tokio::test]
async fn a_lost_answer_is_unknown_and_asking_finds_it() {
    let rig = rig().await;
    for (n, fault) in [
        json!({ "cut_body": true, "for_requests": 1 }),
        json!({ "malformed": "html", "for_requests": 1 }),
        json!({ "malformed": "truncated_json", "for_requests": 1 }),
    ]
    .into_iter()
    .enumerate()
    {
        let key = format!("k{n}");
        rig.faults(fault).await;
        let request = filing(&key, "860000");
        let failure = outbound(&rig)
            .push(&request, &NoAttachments)
            .await
            .unwrap_err();
        assert!(matches!(failure, PushFailure::Unknown(_)), "{failure}");
        assert_eq!(
            rig.journal().await.counts["POST /v1/filings"],
            n as u64 + 1,
            "it is never sent again by itself"
        );
        assert!(known(&rig, &key).await.decided);
    }
}

#[tokio::test]
async fn a_server_error_is_unknown_and_asking_may_say_never_received() {
    let rig = rig().await;
    rig.faults(json!({ "status": 502, "for_requests": 1 }))
        .await;
    let failure = outbound(&rig)
        .push(&registration("k1"), &NoAttachments)
        .await
        .unwrap_err();
    assert!(matches!(failure, PushFailure::Unknown(_)), "{failure}");
    assert_eq!(
        outbound(&rig).ask("k1").await.unwrap(),
        Answer::NeverReceived
    );
}

#[tokio::test]
async fn what_was_turned_away_certainly_did_not_arrive() {
    let rig = rig().await;
    rig.faults(json!({ "status": 429, "retry_after": 9, "for_requests": 1 }))
        .await;
    let failure = outbound(&rig)
        .push(&registration("k1"), &NoAttachments)
        .await
        .unwrap_err();
    let PushFailure::Failure(failure) = failure else {
        panic!("{failure}")
    };
    assert!(failure.is_transient());

    // An ended token turns away too, and costs one more attempt.
    rig.faults(json!({ "expire_secret": true })).await;
    let pushed = outbound(&rig)
        .push(&registration("k1"), &NoAttachments)
        .await;
    assert!(pushed.unwrap().decided);
}

#[tokio::test]
async fn a_rejection_carries_the_reason_and_is_remembered() {
    let rig = rig().await;
    let failure = outbound(&rig)
        .push(&filing("k1", "0"), &NoAttachments)
        .await
        .unwrap_err();
    let PushFailure::Rejected { reason } = failure else {
        panic!("{failure}")
    };
    assert!(reason.contains("金额"), "{reason}");
    let answer = outbound(&rig).ask("k1").await.unwrap();
    assert_eq!(answer, Answer::Rejected { reason });

    outbound(&rig)
        .push(&registration("k2"), &NoAttachments)
        .await
        .unwrap();
    let twice = outbound(&rig)
        .push(&registration("k3"), &NoAttachments)
        .await;
    assert!(
        matches!(twice, Err(PushFailure::Rejected { .. })),
        "{twice:?}"
    );
}

#[tokio::test]
async fn a_key_names_one_hand_over_and_reaches_no_other_address() {
    let rig = rig().await;
    outbound(&rig)
        .push(&filing("k1", "860000"), &NoAttachments)
        .await
        .unwrap();
    for other in [filing("k1", "870000"), registration("k1")] {
        let failure = outbound(&rig)
            .push(&other, &NoAttachments)
            .await
            .unwrap_err();
        let PushFailure::Failure(failure) = failure else {
            panic!("{failure}")
        };
        assert!(failure.to_string().contains("KEY_REUSED"), "{failure}");
    }
    for key in ["", "../../meta", "a b", "k?x=1", &"k".repeat(65)] {
        let asked = outbound(&rig).ask(key).await.unwrap_err();
        assert_eq!(asked.class(), "config", "{key}");
    }
}

#[tokio::test]
async fn it_takes_what_belongs_to_it_and_nothing_else() {
    let rig = rig().await;
    let takes = outbound(&rig).takes();
    assert!(takes.iter().all(|kind| kind.system() == SYSTEM));
    assert_eq!(takes.len(), 4);
    assert!(takes.contains(&HandOverKind::AcceptanceReport));
    let application = ProjectCodeApplication {
        project: project(),
        investment: Fen::from_yuan("1").unwrap(),
    };
    let request = request("k1", HandOver::ProjectCodeApplication(application));
    let failure = outbound(&rig)
        .push(&request, &NoAttachments)
        .await
        .unwrap_err();
    assert!(matches!(failure, PushFailure::Rejected { .. }), "{failure}");
}

#[tokio::test]
async fn a_word_that_the_mapping_cannot_write_is_named() {
    let rig = rig().await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("agency.toml");
    let text = MAPPING.replace("\"人员\" = \"personnel\"", "\"其他\" = \"goal\"");
    std::fs::write(&path, text).unwrap();
    let config = MunicipalProjectsConfig {
        mapping_file: Some(path),
        ..municipal_config(rig.sandbox.url())
    };
    let connector = MunicipalProjects::new(&config, rig.clock.clone()).unwrap();
    let mut request = change("k1", "更换负责人");
    if let HandOver::ChangeFiling(filing) = &mut request.body {
        filing.change_kind = "personnel".into();
    }
    let failure = connector.push(&request, &NoAttachments).await.unwrap_err();
    let text = failure.to_string();
    assert!(
        text.contains("personnel") && text.contains("codes.change_kinds"),
        "{text}"
    );
}
