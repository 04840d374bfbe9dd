use serde_json::{Value, json};
use shuniu_connectors::contract::{
    Answer, AssetCard, AssetKind, AssetState, HandOver, Outbound, ProjectCodeApplication,
    ProjectIdentity, PushFailure, PushRequest, Stream, System,
};
use shuniu_policy::{CreditCode, Fen, RegionCode};

use crate::rig::{NoAttachments, Rig, record};

const SYSTEM: System = System::ASSET_CLOUD;
const POST: &str = "POST /v1/cards";

fn project() -> ProjectIdentity {
    ProjectIdentity {
        region: RegionCode::parse("320902").unwrap(),
        name: "亭湖区政务服务一体化平台升级改造项目".into(),
        project_code: None,
        unit_name: "盐城市亭湖区数据局".into(),
        unit_credit_code: CreditCode::parse("11320902000000019G").unwrap(),
    }
}

pub(crate) fn card(key: &str, kind: AssetKind) -> PushRequest {
    PushRequest {
        idempotency_key: key.into(),
        body: HandOver::AssetCard(AssetCard {
            asset: format!("our-{key}"),
            project: project(),
            kind,
            name: "政务服务一体化平台".into(),
            category_code: None,
            quantity: 3,
            original_value: Fen::from_yuan("264000").unwrap(),
            acquired_on: "2026-05-08".parse().unwrap(),
            contract_number: Some("JSZC-320902-2025-00018-HT".into()),
        }),
    }
}

fn changed(request: &PushRequest, change: impl FnOnce(&mut AssetCard)) -> PushRequest {
    let mut request = request.clone();
    if let HandOver::AssetCard(card) = &mut request.body {
        change(card);
    }
    request
}

async fn rig() -> Rig {
    Rig::start(&SYSTEM, vec![record(&SYSTEM, 0, 0)]).await
}

fn outbound(rig: &Rig) -> &dyn Outbound {
    rig.connector.outbound().unwrap()
}

async fn push(rig: &Rig, request: &PushRequest) -> Result<Value, PushFailure> {
    let receipt = outbound(rig).push(request, &NoAttachments).await?;
    assert!(!receipt.decided, "the platform takes its time");
    Ok(serde_json::from_str(&receipt.body).unwrap())
}

#[tokio::test]
async fn each_kind_of_asset_waits_and_then_has_its_card() {
    let rig = rig().await;
    for (key, kind) in [
        ("k1", AssetKind::Hardware),
        ("k2", AssetKind::Software),
        ("k3", AssetKind::Data),
    ] {
        let taken = push(&rig, &card(key, kind)).await.unwrap();
        assert_eq!(taken["state"], "pending");

        let Answer::Known(waiting) = outbound(&rig).ask(key).await.unwrap() else {
            panic!("the platform has it")
        };
        assert!(!waiting.decided);
        let said = rig.connector.map(&Stream::RECEIPTS, &waiting.body).unwrap();
        assert_eq!((said.asset, said.documents), (None, vec![]));

        let Answer::Known(receipt) = outbound(&rig).ask(key).await.unwrap() else {
            panic!("the platform has decided")
        };
        assert!(receipt.decided);
        assert_eq!(receipt.number, waiting.number);
        let said = rig.connector.map(&Stream::RECEIPTS, &receipt.body).unwrap();
        let asset = said.asset.unwrap();
        assert_eq!((asset.kind, asset.state), (kind, AssetState::Registered));
        assert_eq!(asset.asset, Some(format!("our-{key}")));
        assert_eq!(asset.original_value.unwrap().fen.to_string(), "264000.00");
        assert_eq!(asset.quantity, Some(3));
        let proof = &said.documents[0];
        assert_eq!(proof.kind, "asset_registration");
        assert_eq!(proof.on, Some(asset.changed_on));
        assert_eq!(asset.changed_on.to_string(), "2026-06-30");

        // It stays decided, and the next pull brings the card too.
        assert_eq!(
            outbound(&rig).ask(key).await.unwrap(),
            Answer::Known(receipt)
        );
        let page = rig.pull(None).await;
        let pulled = rig
            .connector
            .map(&rig.stream, &page.records.last().unwrap().body)
            .unwrap();
        assert_eq!(pulled.asset.unwrap().card_number, asset.card_number);
        assert_eq!(pulled.documents[0].kind, "asset_registration");
    }
}

#[tokio::test]
async fn the_control_says_when_it_is_decided() {
    let rig = rig().await;
    rig.settings(json!({ "decide_after_questions": 100 })).await;
    push(&rig, &card("k1", AssetKind::Software)).await.unwrap();
    let decided = || async {
        match outbound(&rig).ask("k1").await.unwrap() {
            Answer::Known(receipt) => receipt.decided,
            other => panic!("{other:?}"),
        }
    };
    for _ in 0..5 {
        assert!(!decided().await);
    }
    rig.settings(json!({ "decide_after_questions": 0 })).await;
    assert!(decided().await);
}

#[tokio::test]
async fn the_same_key_is_taken_once_and_another_card_under_it_refused() {
    let rig = rig().await;
    let first = card("k1", AssetKind::Software);
    let taken = push(&rig, &first).await.unwrap();
    assert_eq!(push(&rig, &first).await.unwrap(), taken);
    let other = changed(&first, |card| card.quantity = 4);
    let failure = push(&rig, &other).await.unwrap_err();
    assert!(failure.to_string().contains("KEY_REUSED"), "{failure}");
    let cards = &rig.state().await["extra"]["cards"];
    assert_eq!(cards.as_object().unwrap().len(), 1);
}

#[tokio::test]
async fn what_is_seen_at_once_is_rejected_at_once() {
    let rig = rig().await;
    let bad = changed(&card("k1", AssetKind::Software), |card| {
        card.original_value = Fen::ZERO;
    });
    let PushFailure::Rejected { reason } = push(&rig, &bad).await.unwrap_err() else {
        panic!("it is read and turned down")
    };
    assert!(reason.contains("资产原值"), "{reason}");
    // Nothing was taken in, so nothing is known of it.
    assert_eq!(
        outbound(&rig).ask("k1").await.unwrap(),
        Answer::NeverReceived
    );
}

#[tokio::test]
async fn what_a_clerk_finds_is_rejected_later() {
    let rig = rig().await;
    rig.settings(json!({ "decide_after_questions": 1 })).await;
    let odd = changed(&card("k1", AssetKind::Hardware), |card| {
        card.category_code = Some("2010104".into());
    });
    push(&rig, &odd).await.unwrap();
    let Answer::Rejected { reason } = outbound(&rig).ask("k1").await.unwrap() else {
        panic!("the code is none of the standard")
    };
    assert!(reason.contains("资产分类代码"), "{reason}");
    let PushFailure::Rejected { reason: again } = push(&rig, &odd).await.unwrap_err() else {
        panic!("it stays rejected")
    };
    assert_eq!(again, reason);

    // The same asset under another key would get a second card.
    push(&rig, &card("k2", AssetKind::Hardware)).await.unwrap();
    outbound(&rig).ask("k2").await.unwrap();
    let twice = changed(&card("k3", AssetKind::Hardware), |card| {
        card.asset = "our-k2".into();
    });
    push(&rig, &twice).await.unwrap();
    let Answer::Rejected { reason } = outbound(&rig).ask("k3").await.unwrap() else {
        panic!("the asset has its card")
    };
    assert!(reason.contains("已建卡"), "{reason}");
}

#[tokio::test]
async fn a_lost_answer_is_unknown_and_asking_finds_it() {
    let rig = rig().await;
    for faults in [
        json!({ "cut_body": true, "for_requests": 1 }),
        json!({ "malformed": "html", "for_requests": 1 }),
        json!({ "malformed": "truncated_json", "for_requests": 1 }),
    ] {
        let key = faults.to_string().len().to_string();
        rig.faults(faults).await;
        let sent = rig.journal().await.counts.get(POST).copied().unwrap_or(0);
        let failure = push(&rig, &card(&key, AssetKind::Data)).await.unwrap_err();
        assert!(matches!(failure, PushFailure::Unknown(_)), "{failure}");
        let counts = rig.journal().await.counts;
        assert_eq!(counts[POST], sent + 1, "it is never sent again by itself");
        assert!(matches!(
            outbound(&rig).ask(&key).await,
            Ok(Answer::Known(_))
        ));
    }
}

#[tokio::test]
async fn a_server_error_is_unknown_and_asking_may_say_never_received() {
    let rig = rig().await;
    rig.faults(json!({ "status": 502, "for_requests": 1 }))
        .await;
    let failure = push(&rig, &card("k1", AssetKind::Data)).await.unwrap_err();
    assert!(matches!(failure, PushFailure::Unknown(_)), "{failure}");
    assert_eq!(
        outbound(&rig).ask("k1").await.unwrap(),
        Answer::NeverReceived
    );
}

#[tokio::test]
async fn what_was_turned_away_at_the_door_certainly_did_not_arrive() {
    let rig = rig().await;
    for status in [429, 403] {
        rig.faults(json!({ "status": status, "for_requests": 1 }))
            .await;
        let failure = push(&rig, &card("k1", AssetKind::Data)).await.unwrap_err();
        assert!(matches!(failure, PushFailure::Failure(_)), "{failure}");
    }
    // Somebody else between here and there: who knows what it did with the card.
    rig.faults(json!({ "status": 409, "for_requests": 1 }))
        .await;
    let failure = push(&rig, &card("k1", AssetKind::Data)).await.unwrap_err();
    assert!(matches!(failure, PushFailure::Unknown(_)), "{failure}");
}

#[tokio::test]
async fn an_unsealed_no_is_not_believed() {
    let rig = rig().await;
    push(&rig, &card("k1", AssetKind::Data)).await.unwrap();
    rig.faults(json!({ "status": 404, "for_requests": 1 }))
        .await;
    let failure = outbound(&rig).ask("k1").await.unwrap_err();
    assert_eq!(failure.class(), "config", "{failure}");
}

#[tokio::test]
async fn anything_but_a_card_is_not_taken() {
    let rig = rig().await;
    let other = PushRequest {
        idempotency_key: "k1".into(),
        body: HandOver::ProjectCodeApplication(ProjectCodeApplication {
            project: project(),
            investment: Fen::from_yuan("1").unwrap(),
        }),
    };
    let failure = push(&rig, &other).await.unwrap_err();
    assert!(
        failure
            .to_string()
            .contains("takes no project_code_application")
    );
    assert_eq!(rig.journal().await.total, 0);
}
