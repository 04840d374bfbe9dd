//! Whole projects for a load: as many as are asked for, one after the other, each with everything
//! that the outside systems and its people tell of it.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use serde_json::json;
use shuniu_policy::RegionCode;

use super::{
    AttestedProject, Paid, SeedOptions, World, approvals, assets, attested, money, municipal,
    place::Place,
    plan::{Plan, Planner},
    trades,
};
use crate::{
    contract::{CanonicalRecord, Misfit, RawRecord, RecordError, Stream, System},
    keyset,
    mapping::Mapping,
    preview::SHIPPED,
    strict::StrictError,
};

/// Under which name the hub keeps what people brought in ledgers of their own.
const LEDGERS: &str = "import";

/// From here on no prefecture of the five has a division: districts come before it, cities and
/// development zones after.
const UNUSED: usize = 40;

/// A place of a load: an invented division under the prefecture of a place whose law it applies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoadPlace {
    /// Its invented code.
    pub region: RegionCode,
    /// Its printed name.
    pub name: String,
    /// The place whose regulation it applies.
    pub law_of: RegionCode,
    place: Place,
    number: usize,
}

impl LoadPlace {
    /// Most places of a load: twenty under each prefecture.
    pub const MOST: usize = 100;

    /// The `number`-th place from 0; the five regulations go round. None beyond the last.
    #[must_use]
    pub fn at(number: usize) -> Option<Self> {
        let place = *Place::ALL.get(number % Place::ALL.len())?;
        let round = number / Place::ALL.len();
        if number >= Self::MOST {
            return None;
        }
        let prefecture = &place.region().as_str()[..4].to_owned();
        Some(Self {
            region: RegionCode::parse(&format!("{prefecture}{}", UNUSED + round)).ok()?,
            name: format!("{}压测{:02}", place.short_name(), round + 1),
            law_of: place.region(),
            place,
            number,
        })
    }
}

/// Everything that is told of one project.
#[derive(Clone, Debug, PartialEq)]
pub struct WholeFile {
    /// The declaration number, by which it is known again.
    pub declare_no: String,
    /// From which day on its file is complete; absent where nobody vouches for it.
    pub tracked_since: Option<NaiveDate>,
    /// What is told, by whom, in the order in which the hub hears of it; the approval first.
    pub told: Vec<Told>,
    /// What was paid under its contract, oldest first.
    pub paid: Vec<Paid>,
}

/// One record with what the shipped mapping makes of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    /// The system that tells it.
    pub system: System,
    /// The stream that it stands in.
    pub stream: Stream,
    /// As the system would send it.
    pub raw: RawRecord,
    /// The same in the hub's own words.
    pub record: CanonicalRecord,
}

/// The projects of one place of a load, without end. The same seed, day and place always give the
/// same projects, however many of them are taken.
#[derive(Debug)]
pub struct Load {
    plans: Planner,
    place: Place,
    next: usize,
    mappings: Vec<(System, Mapping)>,
}

impl Load {
    /// Begins the projects of a place.
    ///
    /// # Errors
    ///
    /// [`StrictError`] when a shipped mapping cannot be read.
    pub fn of(place: &LoadPlace, seed: u64, today: NaiveDate) -> Result<Self, StrictError> {
        let options = SeedOptions {
            seed: seed
                .wrapping_mul(LoadPlace::MOST as u64)
                .wrapping_add(place.number as u64),
            today,
            projects: 0,
        };
        let mut mappings = Vec::with_capacity(SHIPPED.len());
        for shipped in SHIPPED {
            let system = System::new(shipped.name);
            let mapping = Mapping::parse("the shipped mapping", shipped.mapping, &system)?;
            mappings.push((system, mapping));
        }
        Ok(Self {
            plans: Planner::new(options).within(place.region),
            place: place.place,
            next: 0,
            mappings,
        })
    }

    /// The next project as the approval platform alone tells it, which is the cheapest to make.
    ///
    /// # Errors
    ///
    /// [`RecordError`] when the shipped mapping cannot name the record.
    pub fn next_approval(&mut self) -> Result<RawRecord, RecordError> {
        let mut plan = self.next_plan();
        let body = json!(approvals::record(&mut plan)).to_string();
        let stream = Stream::APPROVALS;
        let mut rules = self.mappings.iter();
        let rule = rules.find_map(|(system, mapping)| {
            let is_it = *system == System::INVESTMENT_APPROVAL;
            is_it.then(|| mapping.stream(&stream)).flatten()
        });
        let missing = || RecordError::new("", &Misfit::UnknownStream(stream.to_string()));
        keyset::name(rule.ok_or_else(missing)?, &body)
    }

    fn next_plan(&mut self) -> Plan {
        let plan = self.plans.next_in(self.place, self.next);
        self.next += 1;
        plan
    }

    fn whole(&self, mut plan: Plan) -> Result<WholeFile, RecordError> {
        let mut world = World::default();
        let approval = approvals::record(&mut plan);
        trades::add(&mut world, &mut plan);
        world.attested.push(attested::file(&mut plan));
        municipal::add(&mut world, &mut plan, &approval);
        assets::add(&mut world, &plan);
        let attested = world.attested.remove(0);
        let mut told = Vec::new();
        self.tell("investment_approval", "approvals", &[approval], &mut told)?;
        told.push(of_people(&attested));
        let municipal = "municipal_projects";
        self.tell(municipal, "plan_items", &world.plan_items, &mut told)?;
        self.tell(municipal, "reviews", &world.reviews, &mut told)?;
        self.tell(municipal, "allocations", &world.allocations, &mut told)?;
        self.tell("trading_centre", "tenders", &world.tenders, &mut told)?;
        self.tell("trading_centre", "awards", &world.awards, &mut told)?;
        self.tell("trading_centre", "contracts", &world.contracts, &mut told)?;
        self.tell(
            "asset_cloud",
            "asset_changes",
            &world.asset_changes,
            &mut told,
        )?;
        Ok(WholeFile {
            declare_no: attested.declare_no,
            tracked_since: attested.tracked_since,
            told,
            paid: money::paid(&plan),
        })
    }

    fn tell<T: Serialize>(
        &self,
        system: &str,
        stream: &str,
        records: &[T],
        told: &mut Vec<Told>,
    ) -> Result<(), RecordError> {
        let stream = Stream::new(stream);
        let known = self.mappings.iter();
        for (system, mapping) in known.filter(|(one, _)| one.as_str() == system) {
            for record in records {
                let body = json!(record).to_string();
                let raw = match mapping.stream(&stream) {
                    Some(rule) => keyset::name(rule, &body)?,
                    None => continue,
                };
                told.push(Told {
                    record: mapping.map(&stream, &raw.body)?,
                    system: system.clone(),
                    stream: stream.clone(),
                    raw,
                });
            }
        }
        Ok(())
    }
}

impl Iterator for Load {
    type Item = Result<WholeFile, RecordError>;

    fn next(&mut self) -> Option<Self::Item> {
        let plan = self.next_plan();
        Some(self.whole(plan))
    }
}

/// What the project's people wrote down.
fn of_people(file: &AttestedProject) -> Told {
    Told {
        system: System::new(LEDGERS),
        stream: Stream::new("projects"),
        raw: RawRecord {
            external_id: file.declare_no.clone(),
            source_time: DateTime::<Utc>::UNIX_EPOCH,
            body: json!(file).to_string(),
        },
        record: CanonicalRecord {
            region: Some(file.region),
            facts: file.facts.clone(),
            events: file.events.clone(),
            documents: file.documents.clone(),
            reports: file.reports.clone(),
            ..CanonicalRecord::default()
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(place: usize, many: usize) -> Vec<WholeFile> {
        let place = LoadPlace::at(place).unwrap();
        let today = SeedOptions::default().today;
        let load = Load::of(&place, 1, today).unwrap();
        load.take(many).collect::<Result<_, _>>().unwrap()
    }

    #[test]
    fn a_longer_load_begins_like_a_shorter_one() {
        let few = taken(3, 40);
        assert_eq!(few[..], taken(3, 60)[..40]);
        assert_ne!(few, taken(8, 40), "another place of the same law");
    }

    #[test]
    fn every_place_has_a_code_of_its_own_under_the_prefecture_of_its_law() {
        let places: Vec<_> = (0..LoadPlace::MOST).filter_map(LoadPlace::at).collect();
        assert!(LoadPlace::at(LoadPlace::MOST).is_none());
        let codes: std::collections::BTreeSet<_> = places.iter().map(|one| one.region).collect();
        assert_eq!(codes.len(), LoadPlace::MOST);
        for one in places {
            assert_eq!(one.region.as_str()[..4], one.law_of.as_str()[..4]);
            assert_ne!(one.region, one.law_of);
        }
    }

    #[test]
    fn projects_bear_the_code_of_their_place() {
        let files = taken(0, 60);
        let codes = files.iter().filter_map(|file| {
            let approval = file.told.first()?;
            approval.record.project.project_code.clone()
        });
        let codes: Vec<_> = codes.collect();
        assert!(codes.len() > 20, "{} have a code", codes.len());
        let region = LoadPlace::at(0).unwrap().region;
        assert!(codes.iter().all(|code| code.region() == region));
    }
}
