//! Synthetic but believable projects of 亭湖 (320902), 巴州 (652800), 东至 (341721), 眉县 (610326)
//! and 霍邱 (341522), for demo and load tests.
//!
//! The same seed, day and number always give the same world. All names of persons and firms are
//! invented; credit codes and project codes are well formed and belong to nobody in particular.

mod amount;
mod approvals;
mod assets;
mod attested;
mod bayingolin;
mod dice;
mod dongzhi;
mod facts;
mod huoqiu;
mod life;
mod load;
mod meixian;
mod money;
mod municipal;
mod oddity;
mod party;
mod place;
mod plan;
mod sharing;
mod tinghu;
mod title;
mod trades;

pub use load::{Load, LoadPlace, Told, WholeFile};
pub use money::{Instalment, Paid};

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use shuniu_policy::{CreditCode, Fen, ProjectCode, RegionCode};

use crate::{
    asset_cloud::AssetChange,
    contract::{AssetKind, DocumentRecord, EventRecord, FactValue, ReportRecord, System},
    data_sharing::{Connection, Delivery, SharedResource},
    investment_approval::Approval,
    municipal_projects::{Allocation, PlanItem, Review},
    trading_centre::{AwardNotice, ContractNotice, TenderNotice},
};

/// Everything the sandboxes and the people of a demo know.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct World {
    /// Records of the investment approval platform.
    pub approvals: Vec<Approval>,
    /// Tender notices of the trading centre.
    pub tenders: Vec<TenderNotice>,
    /// Award notices.
    pub awards: Vec<AwardNotice>,
    /// Contract notices.
    pub contracts: Vec<ContractNotice>,
    /// Items of the annual plan in the municipal project system.
    pub plan_items: Vec<PlanItem>,
    /// Its reviews.
    pub reviews: Vec<Review>,
    /// Its allocations.
    pub allocations: Vec<Allocation>,
    /// What became of asset cards, from the asset cloud.
    pub asset_changes: Vec<AssetChange>,
    /// Catalogue entries of the data sharing platform.
    pub catalog_entries: Vec<SharedResource>,
    /// Connections of projects' systems to it.
    pub connections: Vec<Connection>,
    /// Requests for data, with what was delivered.
    pub deliveries: Vec<Delivery>,
    /// What no platform carries and people enter into the hub.
    pub attested: Vec<AttestedProject>,
}

/// What people know of one project and enter into the hub.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AttestedProject {
    /// The jurisdiction.
    pub region: RegionCode,
    /// The declaration number, the `external_id` of the project's approval record.
    pub declare_no: String,
    /// The project code, where one was issued.
    pub project_code: Option<ProjectCode>,
    /// The project's name.
    pub name: String,
    /// The project unit.
    pub unit_credit_code: CreditCode,
    /// From which day on its file is complete; absent where nobody vouches for it.
    pub tracked_since: Option<NaiveDate>,
    /// Attributes.
    pub facts: Vec<FactValue>,
    /// Events.
    pub events: Vec<EventRecord>,
    /// Evidence.
    pub documents: Vec<DocumentRecord>,
    /// Recurring submissions.
    pub reports: Vec<ReportRecord>,
    /// Whether they enter it in the municipal project system through the hub: it has a code, and
    /// that system does not know it yet.
    pub to_register: bool,
    /// What it left behind and they have registered through the hub.
    pub assets: Vec<OwnedAsset>,
}

/// An asset that no registry knows yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnedAsset {
    /// Hardware, software or data.
    pub kind: AssetKind,
    /// Its name.
    pub name: String,
    /// How many.
    pub quantity: u32,
    /// What it cost.
    pub original_value: Fen,
    /// The day from which it is owned.
    pub acquired_on: NaiveDate,
}

/// What to generate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SeedOptions {
    /// The seed; another one gives another world.
    pub seed: u64,
    /// The day on which the world is looked at; nothing happens after it.
    pub today: NaiveDate,
    /// How many sound projects; 300 and more show every stage in each of the five places. Some
    /// twenty odd records (malformed, doubled, classified) come on top.
    pub projects: usize,
}

impl Default for SeedOptions {
    fn default() -> Self {
        Self {
            seed: 1,
            today: NaiveDate::from_ymd_opt(2026, 6, 30).unwrap_or_default(),
            projects: 300,
        }
    }
}

/// The places that a world has projects of.
#[must_use]
pub fn regions() -> Vec<RegionCode> {
    place::Place::ALL.map(place::Place::region).to_vec()
}

/// Generates a world.
#[must_use]
pub fn generate(options: SeedOptions) -> World {
    let mut world = World::default();
    let mut plans = plan::Planner::new(options);
    for index in 0..options.projects {
        let mut plan = plans.next(index);
        let approval = approvals::record(&mut plan);
        trades::add(&mut world, &mut plan);
        world.attested.push(attested::file(&mut plan));
        municipal::add(&mut world, &mut plan, &approval);
        assets::add(&mut world, &plan);
        sharing::add(&mut world, &plan);
        world.approvals.push(approval);
    }
    oddity::add(&mut world, &mut plans);
    world
}

impl World {
    /// What of it concerns one place.
    #[must_use]
    pub fn within(&self, region: &str) -> Self {
        self.only(|one| one == region)
    }

    /// What of it concerns some places and those within them.
    #[must_use]
    pub fn of_places(&self, places: &[RegionCode]) -> Self {
        self.only(|one| lies_within(one, places))
    }

    fn only(&self, is_there: impl Fn(&str) -> bool) -> Self {
        fn of<T: Clone>(records: &[T], is_there: impl Fn(&T) -> bool) -> Vec<T> {
            records
                .iter()
                .filter(|one| is_there(one))
                .cloned()
                .collect()
        }
        Self {
            approvals: of(&self.approvals, |one| is_there(&one.region_code)),
            tenders: of(&self.tenders, |one| is_there(&one.region_code)),
            awards: of(&self.awards, |one| is_there(&one.region_code)),
            contracts: of(&self.contracts, |one| is_there(&one.region_code)),
            plan_items: of(&self.plan_items, |one| is_there(&one.region_code)),
            reviews: of(&self.reviews, |one| is_there(&one.region_code)),
            allocations: of(&self.allocations, |one| is_there(&one.region_code)),
            asset_changes: of(&self.asset_changes, |one| is_there(&one.region_code)),
            catalog_entries: of(&self.catalog_entries, |one| is_there(&one.region_code)),
            connections: of(&self.connections, |one| is_there(&one.region_code)),
            deliveries: of(&self.deliveries, |one| is_there(&one.region_code)),
            attested: of(&self.attested, |one| is_there(one.region.as_str())),
        }
    }

    /// The records for the sandbox of a system, by stream; none of a system it does not know.
    #[must_use]
    pub fn of_system(&self, system: &System) -> BTreeMap<String, Vec<Value>> {
        match system.as_str() {
            "investment_approval" => self.investment_approval(),
            "trading_centre" => self.trading_centre(),
            "municipal_projects" => self.municipal_projects(),
            "asset_cloud" => self.asset_cloud(),
            "data_sharing" => self.data_sharing(),
            _ => BTreeMap::new(),
        }
    }

    /// The records for the sandbox of `investment_approval`.
    #[must_use]
    pub fn investment_approval(&self) -> BTreeMap<String, Vec<Value>> {
        BTreeMap::from([("approvals".to_owned(), values(&self.approvals))])
    }

    /// The records for the sandbox of `trading_centre`.
    #[must_use]
    pub fn trading_centre(&self) -> BTreeMap<String, Vec<Value>> {
        BTreeMap::from([
            ("tenders".to_owned(), values(&self.tenders)),
            ("awards".to_owned(), values(&self.awards)),
            ("contracts".to_owned(), values(&self.contracts)),
        ])
    }

    /// The records for the sandbox of `municipal_projects`.
    #[must_use]
    pub fn municipal_projects(&self) -> BTreeMap<String, Vec<Value>> {
        BTreeMap::from([
            ("plan_items".to_owned(), values(&self.plan_items)),
            ("reviews".to_owned(), values(&self.reviews)),
            ("allocations".to_owned(), values(&self.allocations)),
        ])
    }

    /// The records for the sandbox of `asset_cloud`.
    #[must_use]
    pub fn asset_cloud(&self) -> BTreeMap<String, Vec<Value>> {
        BTreeMap::from([("asset_changes".to_owned(), values(&self.asset_changes))])
    }

    /// The records for the sandbox of `data_sharing`.
    #[must_use]
    pub fn data_sharing(&self) -> BTreeMap<String, Vec<Value>> {
        BTreeMap::from([
            ("catalog_entries".to_owned(), values(&self.catalog_entries)),
            ("connections".to_owned(), values(&self.connections)),
            ("deliveries".to_owned(), values(&self.deliveries)),
        ])
    }
}

/// Whether a division is one of some places or lies in one; what is no code of a division does not.
pub(crate) fn lies_within(region: &str, places: &[RegionCode]) -> bool {
    let upward = std::iter::successors(RegionCode::parse(region).ok(), |one| one.parent());
    upward.into_iter().any(|one| places.contains(&one))
}

fn values<T: Serialize>(records: &[T]) -> Vec<Value> {
    records.iter().map(|record| json!(record)).collect()
}
