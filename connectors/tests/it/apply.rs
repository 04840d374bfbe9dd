use serde_json::json;
use shuniu_connectors::contract::{
    Answer, HandOver, Outbound, ProjectCodeApplication, ProjectIdentity, PushFailure, PushRequest,
    Stream, System,
};
use shuniu_policy::{CreditCode, Fen, RegionCode};

use crate::rig::{NoAttachments, Rig, record};

fn application(key: &str, yuan: &str) -> PushRequest {
    PushRequest {
        idempotency_key: key.into(),
        body: HandOver::ProjectCodeApplication(ProjectCodeApplication {
            project: ProjectIdentity {
                region: RegionCode::parse("320902").unwrap(),
                name: "亭湖区政务服务一体化平台（0期）".into(),
                project_code: None,
                unit_name: "亭湖区数据局".into(),
                unit_credit_code: CreditCode::parse("11320902000000019G").unwrap(),
            },
            investment: Fen::from_yuan(yuan).unwrap(),
        }),
    }
}

async fn rig() -> Rig {
    let system = System::INVESTMENT_APPROVAL;
    let rig = Rig::start(&system, vec![record(&system, 0, 0)]).await;
    // The working secret is there before any fault, so that faults meet the application.
    rig.connector.check().await.unwrap();
    rig
}

fn outbound(rig: &Rig) -> &dyn Outbound {
    rig.connector.outbound().unwrap()
}

#[tokio::test]
async fn a_code_is_applied_for_and_comes_back_with_the_next_pull() {
    let rig = rig().await;
    let receipt = outbound(&rig)
        .push(&application("k1", "1180000"), &NoAttachments)
        .await
        .unwrap();
    assert!(receipt.decided);
    let said = rig.connector.map(&Stream::RECEIPTS, &receipt.body).unwrap();
    let code = said.project.project_code.clone().unwrap();
    assert_eq!(said.documents[0].kind, "project_code");
    assert_eq!(code.doubts(), []);
    assert_eq!(code.region().as_str(), "320902");

    let page = rig.pull(None).await;
    let canonical = rig
        .connector
        .map(&rig.stream, &page.records[0].body)
        .unwrap();
    assert_eq!(canonical.project.project_code, Some(code));

    let again = outbound(&rig)
        .push(&application("k1", "1180000"), &NoAttachments)
        .await
        .unwrap();
    assert_eq!(again, receipt, "the same key gives the same receipt");
}

#[tokio::test]
async fn a_lost_answer_is_unknown_and_asking_finds_it() {
    let rig = rig().await;
    rig.faults(json!({ "cut_body": true, "for_requests": 1 }))
        .await;
    let failure = outbound(&rig)
        .push(&application("k1", "1180000"), &NoAttachments)
        .await
        .unwrap_err();
    assert!(matches!(failure, PushFailure::Unknown(_)), "{failure}");
    let posts = "POST /v1/project-codes/applications";
    assert_eq!(
        rig.journal().await.counts[posts],
        1,
        "it is never sent again by itself"
    );

    let Answer::Known(receipt) = outbound(&rig).ask("k1").await.unwrap() else {
        panic!("the platform has it")
    };
    assert!(receipt.decided);
}

#[tokio::test]
async fn an_unreadable_yes_is_unknown_too() {
    let rig = rig().await;
    for malformed in ["html", "truncated_json"] {
        rig.faults(json!({ "malformed": malformed, "for_requests": 1 }))
            .await;
        let failure = outbound(&rig)
            .push(&application("k1", "1180000"), &NoAttachments)
            .await
            .unwrap_err();
        assert!(matches!(failure, PushFailure::Unknown(_)), "{failure}");
    }
    assert!(matches!(
        outbound(&rig).ask("k1").await,
        Ok(Answer::Known(_))
    ));
}

#[tokio::test]
async fn a_server_error_is_unknown_and_asking_may_say_never_received() {
    let rig = rig().await;
    rig.faults(json!({ "status": 502, "for_requests": 1 }))
        .await;
    let failure = outbound(&rig)
        .push(&application("k1", "1180000"), &NoAttachments)
        .await
        .unwrap_err();
    assert!(matches!(failure, PushFailure::Unknown(_)), "{failure}");
    assert_eq!(
        outbound(&rig).ask("k1").await.unwrap(),
        Answer::NeverReceived
    );
}

#[tokio::test]
async fn what_was_turned_away_at_the_door_certainly_did_not_arrive() {
    let rig = rig().await;
    rig.faults(json!({ "status": 429, "retry_after": 9, "for_requests": 1 }))
        .await;
    let failure = outbound(&rig)
        .push(&application("k1", "1180000"), &NoAttachments)
        .await
        .unwrap_err();
    let PushFailure::Failure(failure) = failure else {
        panic!("{failure}")
    };
    assert!(failure.is_transient());
}

#[tokio::test]
async fn nobody_listening_means_not_received() {
    let rig = rig().await;
    let Rig {
        connector, sandbox, ..
    } = rig;
    sandbox.shutdown().await;
    let outbound = connector.outbound().unwrap();
    let failure = outbound
        .push(&application("k1", "1180000"), &NoAttachments)
        .await
        .unwrap_err();
    assert!(matches!(failure, PushFailure::Failure(_)), "{failure}");
}

#[tokio::test]
async fn a_rejection_carries_the_reason_and_is_remembered() {
    let rig = rig().await;
    let failure = outbound(&rig)
        .push(&application("k1", "0"), &NoAttachments)
        .await
        .unwrap_err();
    let PushFailure::Rejected { reason } = failure else {
        panic!("{failure}")
    };
    assert!(reason.contains("totalInvestment"), "{reason}");
    assert_eq!(
        outbound(&rig).ask("k1").await.unwrap(),
        Answer::Rejected { reason }
    );
}

#[tokio::test]
async fn a_key_cannot_reach_another_address() {
    let rig = rig().await;
    for key in ["", "../../meta", "a b", "k?x=1", &"k".repeat(65)] {
        assert_eq!(
            outbound(&rig).ask(key).await.unwrap_err().class(),
            "config",
            "{key}"
        );
    }
}
