use shuniu_hub::likeness::{Amount, Band, Choice, Corpus, Places, Profile, Told, choose, score};

use super::record::{Of, Record};
use super::scene::Scene;

/// The projects of a scene as they are on record, and the records that look for theirs.
pub(crate) struct Register {
    pub(crate) places: Places,
    pub(crate) corpus: Corpus<usize>,
    /// None where a project is not on record.
    pub(crate) profiles: Vec<Option<Profile>>,
}

impl Register {
    pub(crate) fn of(scene: &Scene) -> Self {
        let places = Places::new(["亭湖区", "盐城市", "江苏省"]);
        let mut corpus = Corpus::default();
        let mut profiles = Vec::with_capacity(scene.projects.len());
        for (at, name) in scene.names.iter().enumerate() {
            let profile = name
                .as_ref()
                .map(|name| on_record(scene, at, name, &places));
            if let Some(profile) = &profile {
                corpus.put(at, profile);
            }
            profiles.push(profile);
        }
        Self {
            places,
            corpus,
            profiles,
        }
    }

    /// The projects that are compared with a record, and what becomes of it.
    pub(crate) fn look_up(&self, record: &Record) -> (Vec<usize>, Choice<usize>) {
        let record = self.profile(record);
        let candidates = self.corpus.candidates(&record);
        let compare = |at: &usize| {
            let project = self.profiles[*at]
                .as_ref()
                .expect("only what is on record is found");
            (*at, score(&record, project, &self.corpus))
        };
        let compared: Vec<_> = candidates.iter().map(compare).collect();
        (candidates, choose(&compared))
    }

    pub(crate) fn profile(&self, record: &Record) -> Profile {
        let amounts: Vec<Amount> = record.amounts.iter().map(|one| amount(*one)).collect();
        let told = Told {
            name: &record.name,
            unit: record.unit.as_deref(),
            credit_code: record.credit_code.as_deref(),
            amounts: &amounts,
            year: record.year,
        };
        Profile::new(&told, &self.places)
    }
}

pub(crate) fn amount((of, fen): (Of, i64)) -> Amount {
    use shuniu_hub::likeness::Of as Told;
    let of = match of {
        Of::Budget => Told::Budget,
        Of::Award => Told::Award,
        Of::Contract => Told::Contract,
    };
    Amount { of, fen }
}

/// Of one project in three a contract is on record already, and of every other the code of its unit.
fn on_record(scene: &Scene, at: usize, name: &str, places: &Places) -> Profile {
    let project = &scene.projects[at];
    let unit = &scene.units[project.unit];
    let mut amounts = vec![(Of::Budget, project.budget)];
    if at.is_multiple_of(3) {
        amounts.extend(project.contracts.iter().map(|fen| (Of::Contract, *fen)));
    }
    let amounts: Vec<Amount> = amounts.into_iter().map(amount).collect();
    let told = Told {
        name,
        unit: Some(&format!("亭湖区{}", unit.name)),
        credit_code: at.is_multiple_of(2).then_some(&unit.credit_code),
        amounts: &amounts,
        year: Some(project.year),
    };
    Profile::new(&told, places)
}

/// How many records came out how.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Figures {
    /// Records whose project is on record.
    pub(crate) known: usize,
    /// Of these, their project was not even compared.
    pub(crate) lost: usize,
    /// Of these, they were linked to it.
    pub(crate) linked: usize,
    /// Of these, a person is offered it.
    pub(crate) offered: usize,
    /// Records whose project is not on record.
    pub(crate) unknown: usize,
    /// Of these, they are new.
    pub(crate) new: usize,
    /// Records linked to another project, of both.
    pub(crate) wrong: usize,
    /// Projects compared, of all records.
    pub(crate) compared: usize,
    /// Most projects compared with one record.
    pub(crate) most: usize,
}

impl Figures {
    pub(crate) fn of<'a>(
        register: &Register,
        scene: &Scene,
        records: impl Iterator<Item = &'a Record>,
    ) -> Self {
        let mut figures = Self::default();
        for record in records {
            figures.add(register, scene, record);
        }
        figures
    }

    fn add(&mut self, register: &Register, scene: &Scene, record: &Record) {
        let (candidates, choice) = register.look_up(record);
        self.compared += candidates.len();
        self.most = self.most.max(candidates.len());
        let first_is_true = choice.offered.first() == Some(&record.truth);
        if choice.band == Band::Link && !first_is_true {
            self.wrong += 1;
        }
        if !scene.is_known(record) {
            self.unknown += 1;
            self.new += usize::from(choice.band == Band::New);
            return;
        }
        self.known += 1;
        self.lost += usize::from(!candidates.contains(&record.truth));
        self.linked += usize::from(choice.band == Band::Link && first_is_true);
        let shown = choice.offered.contains(&record.truth);
        self.offered += usize::from(choice.band == Band::Review && shown);
    }

    /// Of a thousand links, the right ones.
    pub(crate) fn precision(&self) -> usize {
        self.linked * 1000 / (self.linked + self.wrong).max(1)
    }

    /// Of a thousand records whose project is on record, those linked to it or offered it.
    pub(crate) fn recall(&self) -> usize {
        (self.linked + self.offered) * 1000 / self.known.max(1)
    }

    /// Of a thousand records whose project is on record, those linked to it.
    pub(crate) fn recall_of_links(&self) -> usize {
        self.linked * 1000 / self.known.max(1)
    }

    pub(crate) fn said(&self, title: &str) -> String {
        let (known, unknown) = (self.known, self.unknown);
        let (precision, recall, alone) = (self.precision(), self.recall(), self.recall_of_links());
        let lost = self.lost * 1000 / known.max(1);
        let mean = self.compared / (known + unknown).max(1);
        format!(
            "{title}: {known} records whose project is on record, {unknown} others\n  \
             links: {} right, {} wrong, precision {precision} ‰\n  \
             recall {recall} ‰, of links alone {alone} ‰; {lost} ‰ were not compared\n  \
             of the others {} are new\n  \
             projects compared with a record: {mean} in the mean, {} at most",
            self.linked, self.wrong, self.new, self.most
        )
    }
}
