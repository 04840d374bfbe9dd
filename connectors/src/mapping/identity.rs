use serde_json::Value;
use shuniu_policy::ProjectCode;

use super::{load::Mapping, source::Source};
use crate::contract::{Identity, Stream};

impl Mapping {
    /// What names the project of a raw record; pure. Nothing else of it is looked at, and what
    /// cannot be read is left out: an error would say something of it.
    #[must_use]
    pub fn identity(&self, stream: &Stream, body: &str) -> Identity {
        let (Some(rule), Ok(value)) = (self.stream(stream), serde_json::from_str::<Value>(body))
        else {
            return Identity::default();
        };
        let record = Source::root(&value);
        let text = |path: Option<&String>| record.field(path?).text().ok().flatten();
        let header = &rule.header;
        let trade_codes = [
            header.unified_trade_code.as_ref(),
            rule.tender.as_ref().map(|tender| &tender.number),
            rule.award.as_ref().map(|award| &award.tender_number),
        ];
        Identity {
            project_code: text(header.project_code.as_ref())
                .and_then(|text| ProjectCode::parse(&text).ok()),
            trade_codes: trade_codes.into_iter().filter_map(text).collect(),
            card_number: text(rule.asset.as_ref().map(|asset| &asset.card_number)),
            asset: text(rule.asset.as_ref().and_then(|asset| asset.asset.as_ref())),
            ..Identity::default()
        }
    }
}
