use super::draw::Draw;
use super::record::{Record, record};
use super::spell::plain;
use super::unit::{Unit, units};
use super::world::{Project, projects};

/// A place with its projects, of which some are on record, and what others say of them.
pub(crate) struct Scene {
    pub(crate) units: Vec<Unit>,
    pub(crate) projects: Vec<Project>,
    /// How each project is called where it is on record; none where it is not.
    pub(crate) names: Vec<Option<String>>,
    pub(crate) records: Vec<Record>,
}

/// Of a thousand projects, those that are not on record.
const UNKNOWN: usize = 150;

impl Scene {
    /// So many projects at least and so many records, the same for the same seed. About one
    /// record in six is of a project that is not on record, while others of its system are.
    pub(crate) fn new(seed: u64, least: usize, records: usize) -> Self {
        let mut draw = Draw::new(seed);
        let units = units();
        let projects = projects(&mut draw, &units, least);
        let named = projects.iter().map(|project| {
            let name = plain(&project.words, &mut draw);
            (!draw.chance(UNKNOWN)).then_some(name)
        });
        let names: Vec<_> = named.collect();
        let drawn = (0..records).map(|_| {
            let truth = draw.under(projects.len());
            record(&mut draw, truth, &projects[truth], &units)
        });
        let records = drawn.collect();
        Self {
            units,
            projects,
            names,
            records,
        }
    }

    /// Whether the project that a record is of is on record.
    pub(crate) fn is_known(&self, record: &Record) -> bool {
        self.names[record.truth].is_some()
    }

    /// Whether a record belongs to the half that nothing was tuned on: projects of one system
    /// are all in the same half.
    pub(crate) fn is_held_out(&self, record: &Record) -> bool {
        self.projects[record.truth].system % 2 == 1
    }
}
