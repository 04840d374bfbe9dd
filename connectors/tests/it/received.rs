//! What a system lists as received from us.

use serde_json::json;
use shuniu_connectors::Failure;
use shuniu_connectors::contract::{
    Answer, Cursor, HandOver, Listed, Outbound, ProjectCodeApplication, ProjectIdentity,
    PushRequest, ReceivedEnd, System,
};
use shuniu_policy::{CreditCode, Fen, RegionCode};

use crate::rig::{NoAttachments, Rig, record};

fn application(key: &str, yuan: &str) -> PushRequest {
    PushRequest {
        idempotency_key: key.into(),
        body: HandOver::ProjectCodeApplication(ProjectCodeApplication {
            project: ProjectIdentity {
                region: RegionCode::parse("320902").unwrap(),
                name: format!("亭湖区政务服务一体化平台（{key}期）"),
                project_code: None,
                unit_name: "亭湖区数据局".into(),
                unit_credit_code: CreditCode::parse("11320902000000019G").unwrap(),
            },
            investment: Fen::from_yuan(yuan).unwrap(),
        }),
    }
}

fn outbound(rig: &Rig) -> &dyn Outbound {
    rig.connector.outbound().unwrap()
}

/// All pages from a place on.
async fn all(rig: &Rig, mut from: Cursor) -> Vec<Listed> {
    let mut listed = Vec::new();
    loop {
        let page = outbound(rig).received(&from).await.unwrap();
        listed.extend(page.listed);
        match page.end {
            ReceivedEnd::More(next) => from = next,
            ReceivedEnd::Complete { through } => {
                assert!(through.is_some());
                return listed;
            }
            ReceivedEnd::Unsaid => panic!("the list says that it ends"),
        }
    }
}

#[tokio::test]
async fn a_list_holds_what_a_question_by_key_is_answered() {
    let system = System::INVESTMENT_APPROVAL;
    let rig = Rig::start(&system, vec![record(&system, 0, 0)]).await;
    rig.connector.check().await.unwrap();
    let start = Cursor::from_instant("2000-01-01T00:00:00Z".parse().unwrap());
    assert!(all(&rig, start.clone()).await.is_empty());
    for number in (1..=12).rev() {
        let yuan = if number == 2 {
            "0".to_owned()
        } else {
            number.to_string()
        };
        let application = application(&format!("k{number:02}"), &yuan);
        let pushed = outbound(&rig).push(&application, &NoAttachments).await;
        assert_eq!(pushed.is_ok(), number != 2, "{pushed:?}");
    }
    let listed = all(&rig, start.clone()).await;
    assert_eq!(listed.len(), 12, "two pages");
    let places: Vec<_> = listed
        .iter()
        .map(|one| (one.received_at, one.key.clone()))
        .collect();
    assert!(places.is_sorted(), "{places:?}");
    for one in &listed {
        assert_eq!(
            outbound(&rig).ask(&one.key).await.unwrap(),
            one.answer,
            "{}",
            one.key
        );
        assert!(one.number.starts_with("DM-320902-"));
    }
    let turned_down = listed.iter().find(|one| one.key == "k02").unwrap();
    assert!(matches!(turned_down.answer, Answer::Rejected { .. }));
    // From a place on, that place not included.
    let from = Cursor::after(listed[2].received_at, listed[2].key.clone());
    assert_eq!(all(&rig, from).await, listed[3..]);

    for faults in [
        json!({ "reorder": true }),
        json!({ "duplicate": true }),
        json!({ "malformed": "cursor_loop" }),
        json!({ "malformed": "empty_page_with_next" }),
    ] {
        rig.faults(faults.clone()).await;
        let told = outbound(&rig).received(&start).await;
        assert!(
            matches!(told, Err(Failure::Remote { .. })),
            "{faults}: {told:?}"
        );
    }
}
