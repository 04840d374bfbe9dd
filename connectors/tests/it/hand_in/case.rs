use std::{
    collections::BTreeMap,
    ops::Range,
    sync::atomic::{AtomicUsize, Ordering},
};

use serde_json::{Value, json};
use shuniu_connectors::{
    Failure,
    contract::{
        AcceptanceReport, Answer, Attachment, Attachments, ChangeFiling, HandOver, Outbound,
        ProjectFiling, ProjectIdentity, ProjectRegistration, PushRequest, Receipt, Stream, System,
    },
};
use shuniu_policy::{CreditCode, Fen, ProjectCode, RegionCode};
use sm3::{Digest, Sm3};

use crate::rig::Rig;

pub(crate) const SYSTEM: System = System::MUNICIPAL_PROJECTS;

/// Papers by their hash, and how much of them was read.
#[derive(Default)]
pub(crate) struct Papers {
    pub(crate) content: BTreeMap<String, Vec<u8>>,
    pub(crate) read: AtomicUsize,
    pub(crate) most_at_once: AtomicUsize,
}

impl Papers {
    pub(crate) fn add(&mut self, name: &str, content: Vec<u8>) -> Attachment {
        let hash = hex::encode(Sm3::digest(&content));
        let paper = Attachment {
            name: name.into(),
            media_type: "application/pdf".into(),
            size: content.len() as u64,
            hash: hash.clone(),
        };
        self.content.insert(hash, content);
        paper
    }
}

#[async_trait::async_trait]
impl Attachments for Papers {
    async fn read(&self, attachment: &Attachment, range: Range<u64>) -> Result<Vec<u8>, Failure> {
        let range = usize::try_from(range.start).unwrap()..usize::try_from(range.end).unwrap();
        self.read.fetch_add(range.len(), Ordering::SeqCst);
        self.most_at_once.fetch_max(range.len(), Ordering::SeqCst);
        Ok(self.content[&attachment.hash][range].to_vec())
    }
}

pub(crate) fn project() -> ProjectIdentity {
    ProjectIdentity {
        region: RegionCode::parse("320902").unwrap(),
        name: "亭湖区政务服务一体化平台升级改造项目".into(),
        project_code: Some(ProjectCode::parse("2505-320902-04-01-000176").unwrap()),
        unit_name: "盐城市亭湖区数据局".into(),
        unit_credit_code: CreditCode::parse("11320902000000019G").unwrap(),
    }
}

pub(crate) fn request(key: &str, body: HandOver) -> PushRequest {
    PushRequest {
        idempotency_key: key.into(),
        body,
    }
}

pub(crate) fn registration(key: &str) -> PushRequest {
    let body = ProjectRegistration {
        project: project(),
        investment: Fen::from_yuan("1185000").unwrap(),
        budget: Some(Fen::from_yuan("1200000").unwrap()),
        project_type: Some("build".into()),
        build_nature: Some("upgrade".into()),
    };
    request(key, HandOver::ProjectRegistration(body))
}

pub(crate) fn filing(key: &str, yuan: &str) -> PushRequest {
    let body = ProjectFiling {
        project: project(),
        budget: Fen::from_yuan(yuan).unwrap(),
        summary: Some("统一受理、一窗通办".into()),
    };
    request(key, HandOver::ProjectFiling(body))
}

pub(crate) fn change(key: &str, reason: &str) -> PushRequest {
    let body = ChangeFiling {
        project: project(),
        change_kind: "amount".into(),
        decided_on: "2026-06-29".parse().unwrap(),
        amount: Some(Fen::from_yuan("1250000.5").unwrap()),
        reason: reason.into(),
    };
    request(key, HandOver::ChangeFiling(body))
}

pub(crate) fn report(key: &str, attachments: Vec<Attachment>) -> PushRequest {
    let body = AcceptanceReport {
        project: project(),
        accepted_on: "2026-06-20".parse().unwrap(),
        parts: vec!["expert_opinion".into(), "test_report".into()],
        attachments,
    };
    request(key, HandOver::AcceptanceReport(body))
}

pub(crate) async fn rig() -> Rig {
    let rig = Rig::start(&SYSTEM, vec![]).await;
    // The token is there before any fault, so that faults meet the hand-over.
    rig.connector.check().await.unwrap();
    rig
}

pub(crate) fn outbound(rig: &Rig) -> &dyn Outbound {
    rig.connector.outbound().unwrap()
}

/// The documents that a receipt proves.
pub(crate) fn proves(rig: &Rig, receipt: &Receipt) -> Value {
    let said = rig.connector.map(&Stream::RECEIPTS, &receipt.body).unwrap();
    assert_eq!(said.warnings, []);
    json!(said.documents)
}

pub(crate) async fn known(rig: &Rig, key: &str) -> Receipt {
    match outbound(rig).ask(key).await.unwrap() {
        Answer::Known(receipt) => receipt,
        other => panic!("{other:?}"),
    }
}
