//! Outside systems that say, record by record, what a test dictates.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use chrono::TimeDelta;
use serde_json::Value;
use shuniu_connectors::Failure;
use shuniu_connectors::contract::{
    Amount, AmountUnit, CanonicalRecord, Connector, Cursor, FactValue, Identity, Page, ProjectRef,
    RawRecord, RecordError, Stream, System,
};
use shuniu_connectors::seed::World;
use shuniu_hub::clock::{Clock as _, ManualClock};
use shuniu_hub::policy::{Fen, ProjectCode};
use shuniu_hub::sync::{Counts, Silent, Source};
use shuniu_tests::outside::Outside;
use shuniu_tests::tinghu::TODAY;
use shuniu_tests::{Double, StandIn};

use super::house::House;

/// The code of the one project that they speak of.
pub(super) fn code() -> ProjectCode {
    ProjectCode::with_check_digit("2509320902040100001").unwrap()
}

/// A system whose next pages are dictated.
struct Dictated {
    was: Arc<dyn Connector>,
    next: Mutex<BTreeMap<String, Vec<RawRecord>>>,
}

#[async_trait]
impl Double for Dictated {
    fn was(&self) -> &dyn Connector {
        self.was.as_ref()
    }

    async fn pull(&self, stream: &Stream, _: Option<&Cursor>) -> Result<Page, Failure> {
        let said = self.next.lock().unwrap().remove(stream.as_str());
        Ok(Page {
            records: said.unwrap_or_default(),
            unreadable: Vec::new(),
            next: Cursor::from_instant(ManualClock::at(TODAY.parse().unwrap()).now()),
            complete: true,
            observed_through: None,
        })
    }

    fn map(&self, stream: &Stream, body: &str) -> Result<CanonicalRecord, RecordError> {
        match dictated(body) {
            Some(said) => Ok(said),
            None => self.was.map(stream, body),
        }
    }

    fn identity(&self, stream: &Stream, raw: &RawRecord) -> Identity {
        let Some(said) = dictated(&raw.body) else {
            return self.was.identity(stream, raw);
        };
        Identity {
            records: BTreeSet::from([raw.external_id.clone()]),
            project_code: said.project.project_code,
            trade_codes: said.project.unified_trade_code.into_iter().collect(),
            card_number: said.asset.map(|asset| asset.card_number),
            ..Identity::default()
        }
    }
}

/// The record as it was dictated; none where it is in the system's own words.
fn dictated(body: &str) -> Option<CanonicalRecord> {
    let said: Value = serde_json::from_str(body).unwrap();
    said.get("project")?;
    Some(serde_json::from_value(said).unwrap())
}

/// All systems of a house, dictated.
pub(super) struct Dictation<'a> {
    house: &'a House,
    systems: Vec<(Source, Arc<StandIn<Dictated>>)>,
    said: i64,
    _outside: Outside,
}

impl<'a> Dictation<'a> {
    pub(super) async fn to(house: &'a House) -> Self {
        let clock = ManualClock::at(TODAY.parse().unwrap());
        let outside = Outside::with(&World::default(), &clock).await.unwrap();
        let mut systems = Vec::new();
        for source in outside.attach(&house.hub, house.tinghu).await.unwrap() {
            let dictated = Arc::new(StandIn(Dictated {
                was: source.connector,
                next: Mutex::default(),
            }));
            let connector: Arc<dyn Connector> = dictated.clone();
            let source = house.hub.attach(house.tinghu, connector).await.unwrap();
            systems.push((source, dictated));
        }
        Self {
            house,
            systems,
            said: 0,
            _outside: outside,
        }
    }

    /// A system says something under an identity of its own, which the hub takes in.
    pub(super) async fn say(
        &mut self,
        system: &System,
        stream: Stream,
        id: &str,
        record: CanonicalRecord,
    ) {
        let done = self.hear(system, stream, id, record).await;
        assert_eq!(done.merged, 1, "{done:?}");
    }

    /// A system says something under an identity of its own; it is read at once.
    pub(super) async fn hear(
        &mut self,
        system: &System,
        stream: Stream,
        id: &str,
        record: CanonicalRecord,
    ) -> Counts {
        self.hear_all(system, stream, id, &[record]).await
    }

    /// A system says several versions of a record at once.
    pub(super) async fn hear_all(
        &mut self,
        system: &System,
        stream: Stream,
        id: &str,
        versions: &[CanonicalRecord],
    ) -> Counts {
        let said = versions
            .iter()
            .map(|one| serde_json::to_string(one).unwrap());
        self.hear_words(system, stream, id, said.collect()).await
    }

    /// A system says several records at once, each under its identity.
    pub(super) async fn hear_records(
        &mut self,
        system: &System,
        stream: Stream,
        records: &[(String, CanonicalRecord)],
    ) -> Counts {
        let words = |(id, record): &(String, CanonicalRecord)| {
            (id.clone(), serde_json::to_string(record).unwrap())
        };
        let said = records.iter().map(words).collect();
        self.hear_page(system, stream, said).await
    }

    /// A system says versions of a record in its own words, which may be broken.
    pub(super) async fn hear_words(
        &mut self,
        system: &System,
        stream: Stream,
        id: &str,
        versions: Vec<String>,
    ) -> Counts {
        let versions = versions.into_iter().map(|body| (id.to_owned(), body));
        self.hear_page(system, stream, versions.collect()).await
    }

    async fn hear_page(
        &mut self,
        system: &System,
        stream: Stream,
        said: Vec<(String, String)>,
    ) -> Counts {
        let found = self
            .systems
            .iter()
            .find(|(source, _)| source.connector.system() == *system);
        let (source, dictated) = found.unwrap();
        let day = ManualClock::at(TODAY.parse().unwrap()).now();
        let raw = said.into_iter().map(|(external_id, body)| {
            self.said += 1;
            RawRecord {
                external_id,
                source_time: day - TimeDelta::days(9) + TimeDelta::minutes(self.said),
                body,
            }
        });
        let raw: Vec<RawRecord> = raw.collect();
        let name = stream.as_str().to_owned();
        dictated.0.next.lock().unwrap().insert(name, raw);
        // Boxed: a test that hears much would hold as many of these on its stack.
        let sync = self.house.hub.sync_stream(source, &stream, false, &Silent);
        let done = Box::pin(sync).await.unwrap();
        done.counts
    }

    /// What the mapping that a system is shipped with makes of a record as the system sends it.
    pub(super) fn mapped(&self, system: &System, stream: &Stream, raw: &Value) -> CanonicalRecord {
        let mut systems = self.systems.iter();
        let found = systems.find(|(source, _)| source.connector.system() == *system);
        let (_, dictated) = found.unwrap();
        dictated.0.was.map(stream, &raw.to_string()).unwrap()
    }

    /// What is said next was changed earlier than what was said last.
    pub(super) fn back(&mut self, minutes: i64) {
        self.said -= minutes;
    }

    /// The approval platform says values of a project, which it enters where it is new.
    pub(super) async fn approval(&mut self, code: &ProjectCode, facts: &[(&str, Value)]) {
        let record = of_project(code, facts);
        let system = System::INVESTMENT_APPROVAL;
        self.say(&system, Stream::APPROVALS, code.as_str(), record)
            .await;
    }

    /// The municipal system says values of a project.
    pub(super) async fn municipal(&mut self, code: &ProjectCode, facts: &[(&str, Value)]) {
        let record = of_project(code, facts);
        let system = System::MUNICIPAL_PROJECTS;
        self.say(&system, Stream::PLAN_ITEMS, code.as_str(), record)
            .await;
    }
}

/// A record that names its project by the code, with values.
pub(super) fn of_project(code: &ProjectCode, facts: &[(&str, Value)]) -> CanonicalRecord {
    let text = |name: &str| {
        let fact = facts.iter().find(|(known, _)| *known == name);
        fact.and_then(|(_, value)| value.as_str())
            .map(ToOwned::to_owned)
    };
    let facts = facts.iter().map(|(name, value)| FactValue {
        name: (*name).to_owned(),
        value: value.clone(),
        path: format!("/{name}"),
        raw: None,
    });
    CanonicalRecord {
        project: ProjectRef {
            project_code: Some(code.clone()),
            name: text("name"),
            unit_name: text("unit_name"),
            ..ProjectRef::default()
        },
        facts: facts.collect(),
        ..CanonicalRecord::default()
    }
}

/// An amount as records hold it.
pub(super) fn amount(yuan: &str) -> Amount {
    Amount {
        fen: Fen::from_yuan(yuan).unwrap(),
        raw: yuan.to_owned(),
        unit: AmountUnit::Yuan,
    }
}
