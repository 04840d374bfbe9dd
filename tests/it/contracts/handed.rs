use std::ops::Range;

use serde_json::{Value, json};
use shuniu_connectors::Failure;
use shuniu_connectors::contract::{Attachment, Attachments, HandOverKind, PushRequest};

/// SM3 of «abc», the example of GB/T 32905.
const HASH: &str = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0";

/// The only paper that is handed in.
pub(super) struct Abc;

#[async_trait::async_trait]
impl Attachments for Abc {
    async fn read(&self, attachment: &Attachment, range: Range<u64>) -> Result<Vec<u8>, Failure> {
        assert_eq!(attachment.hash, HASH);
        let range = usize::try_from(range.start).unwrap()..usize::try_from(range.end).unwrap();
        Ok(b"abc"[range].to_vec())
    }
}

/// One of each kind.
pub(super) fn sample(kind: HandOverKind) -> PushRequest {
    let project = json!({
        "region": "320902",
        "name": "亭湖区政务服务一体化平台升级改造项目",
        "project_code": "2505-320902-04-01-000176",
        "unit_name": "盐城市亭湖区数据局",
        "unit_credit_code": "11320902000000019G",
    });
    let mut body = match kind {
        HandOverKind::ProjectCodeApplication => json!({"investment": 118_500_000}),
        HandOverKind::ProjectRegistration => json!({
            "investment": 118_500_000, "budget": 120_000_000,
            "project_type": "build", "build_nature": "upgrade",
        }),
        HandOverKind::ProjectFiling => json!({"budget": 86_000_000, "summary": "统一受理"}),
        HandOverKind::ChangeFiling => json!({
            "change_kind": "amount", "decided_on": "2025-06-23", "amount": 125_000_050,
            "reason": "增加接口",
        }),
        HandOverKind::AcceptanceReport => json!({
            "accepted_on": "2025-06-20", "parts": ["expert_opinion", "test_report"],
            "attachments": [
                {"name": "测评报告.pdf", "media_type": "application/pdf", "size": 3, "hash": HASH},
            ],
        }),
        HandOverKind::AssetCard => json!({
            "asset": "0197a5d0-6c1e-7b3a-9d52-3f8e21c47a10", "asset_kind": "hardware",
            "name": "政务服务一体化平台应用服务器", "quantity": 6, "original_value": 26_400_000,
            "acquired_on": "2025-05-08", "category_code": "A02010104",
            "contract_number": "JSZC-320902-2025-00018-HT",
        }),
    };
    body["project"] = project;
    body["kind"] = json!(kind);
    let request: Value = json!({"idempotency_key": "example-key-1", "body": body});
    serde_json::from_value(request).unwrap()
}
