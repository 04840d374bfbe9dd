use std::{sync::atomic::Ordering, time::Duration};

use serde_json::json;
use shuniu_connectors::{
    contract::{Answer, Connector, Outbound, PushFailure},
    egress::ChannelSettings,
    municipal_projects::{MunicipalProjects, MunicipalProjectsConfig, sandbox::LARGEST_FILE},
};

use super::case::{Papers, known, outbound, proves, report, rig};
use crate::rig::municipal_config;

#[tokio::test]
async fn a_report_goes_with_its_papers_each_brought_once() {
    let rig = rig().await;
    let mut papers = Papers::default();
    let large = papers.add("验收报告.pdf", vec![7; 250_000]);
    let small = papers.add("测评报告.pdf", b"report".to_vec());
    let request = report("k1", vec![large.clone(), small]);
    let config = MunicipalProjectsConfig {
        upload_part_bytes: 100_000,
        ..municipal_config(rig.sandbox.url())
    };
    let connector = MunicipalProjects::new(&config, rig.clock.clone()).unwrap();
    let receipt = connector.push(&request, &papers).await.unwrap();
    assert!(!receipt.decided);
    let journal = rig.journal().await;
    let puts = format!("PUT /v1/files/{}", large.hash);
    assert_eq!(journal.counts[&puts], 3, "a quarter of a megabyte in parts");

    rig.clock.advance(Duration::from_secs(60));
    let decided = known(&rig, "k1").await;
    assert_eq!(
        proves(&rig, &decided)[0]["attributes"],
        json!({ "parts": ["expert_opinion", "test_report"] })
    );

    // The same papers go with another report without being read or sent again.
    let again = report("k2", vec![large]);
    connector.push(&again, &papers).await.unwrap();
    let read = papers.read.load(Ordering::SeqCst);
    assert_eq!(read, 2 * 250_006, "looked at whole, then sent");
    assert_eq!(papers.most_at_once.load(Ordering::SeqCst), 100_000);
    assert_eq!(rig.journal().await.counts[&puts], 3);
}

#[tokio::test]
async fn a_broken_upload_goes_on_where_it_stopped() {
    let rig = rig().await;
    let mut papers = Papers::default();
    let content = (0..50_000u32).flat_map(u32::to_le_bytes).collect();
    let paper = papers.add("验收报告.pdf", content);
    let config = municipal_config(rig.sandbox.url());
    let config = MunicipalProjectsConfig {
        upload_part_bytes: 50_000,
        http: ChannelSettings {
            attempts: 1,
            ..config.http
        },
        ..config
    };
    let connector = MunicipalProjects::new(&config, rig.clock.clone()).unwrap();
    connector.check().await.unwrap();
    // The question and two of four parts get through.
    let puts = format!("PUT /v1/files/{}", paper.hash);
    let request = report("k1", vec![paper]);
    rig.faults(json!({ "error_rate": 0.25, "for_requests": 4 }))
        .await;
    let failure = connector.push(&request, &papers).await.unwrap_err();
    let PushFailure::Failure(failure) = failure else {
        panic!("who brings papers up has handed nothing in: {failure}")
    };
    assert!(failure.is_transient());
    assert_eq!(connector.ask("k1").await.unwrap(), Answer::NeverReceived);
    assert_eq!(rig.journal().await.counts[&puts], 3);

    connector.push(&request, &papers).await.unwrap();
    assert_eq!(
        rig.journal().await.counts[&puts],
        5,
        "two parts were missing"
    );
}

#[tokio::test]
async fn a_lost_answer_to_a_part_neither_repeats_nor_loses_it() {
    let rig = rig().await;
    let mut papers = Papers::default();
    let paper = papers.add(
        "验收报告.pdf",
        (0..30_000u32).flat_map(u32::to_le_bytes).collect(),
    );
    let config = MunicipalProjectsConfig {
        upload_part_bytes: 40_000,
        ..municipal_config(rig.sandbox.url())
    };
    let connector = MunicipalProjects::new(&config, rig.clock.clone()).unwrap();
    connector.check().await.unwrap();
    // The question and the first part are carried out, their answers are lost; each is repeated.
    rig.faults(json!({ "cut_body": true, "for_requests": 2 }))
        .await;
    let request = report("k1", vec![paper]);
    connector.push(&request, &papers).await.unwrap();
    assert_eq!(
        rig.state().await["extra"]["files"]
            .as_object()
            .unwrap()
            .len(),
        1
    );
}

#[tokio::test]
async fn a_paper_that_is_too_large_empty_or_damaged_is_not_handed_in() {
    let rig = rig().await;
    let mut papers = Papers::default();
    let beyond_theirs = papers.add("a.pdf", vec![1; LARGEST_FILE + 1]);
    let failure = outbound(&rig)
        .push(&report("k1", vec![beyond_theirs.clone()]), &papers)
        .await
        .unwrap_err();
    let PushFailure::Rejected { reason } = failure else {
        panic!("{failure}")
    };
    assert!(
        reason.contains("a.pdf") && reason.contains("不得超过"),
        "{reason}"
    );

    let config = MunicipalProjectsConfig {
        max_attachment_bytes: 1_000,
        ..municipal_config(rig.sandbox.url())
    };
    let connector = MunicipalProjects::new(&config, rig.clock.clone()).unwrap();
    let empty = papers.add("b.pdf", vec![]);
    let mut damaged = papers.add("c.pdf", b"report".to_vec());
    papers
        .content
        .insert(damaged.hash.clone(), b"repart".to_vec());
    let mut named_wrongly = damaged.clone();
    named_wrongly.hash = "../submissions/k1".into();
    damaged.name = "damaged.pdf".into();
    for (paper, said) in [
        (beyond_theirs, "max_attachment_bytes"),
        (empty, "empty"),
        (damaged, "no longer"),
        (named_wrongly, "SM3"),
    ] {
        let failure = connector
            .push(&report("k2", vec![paper]), &papers)
            .await
            .unwrap_err();
        // What was damaged here can be restored; the others can never be sent as they are.
        match failure {
            PushFailure::Failure(failure) if said == "no longer" => {
                assert_eq!(failure.class(), "config");
                assert!(failure.to_string().contains(said), "{failure}");
            }
            PushFailure::Rejected { reason } if said != "no longer" => {
                assert!(reason.contains(said) && reason.contains(".pdf"), "{reason}");
            }
            other => panic!("{other}"),
        }
    }
    for key in ["k1", "k2"] {
        assert_eq!(
            outbound(&rig).ask(key).await.unwrap(),
            Answer::NeverReceived
        );
    }
}

#[tokio::test]
async fn a_restarted_system_that_lost_a_paper_gets_it_again() {
    let rig = rig().await;
    let mut papers = Papers::default();
    let paper = papers.add("测评报告.pdf", b"report".to_vec());
    outbound(&rig)
        .push(&report("k1", vec![paper.clone()]), &papers)
        .await
        .unwrap();
    rig.replace(json!({ "streams": {} })).await;
    outbound(&rig)
        .push(&report("k2", vec![paper]), &papers)
        .await
        .unwrap();
    assert_eq!(papers.read.load(Ordering::SeqCst), 2 * 2 * b"report".len());
}
