//! What holds for all records and projects.

use shuniu_hub::likeness::{Band, Corpus, Profile, Told, band, choose, score};

use super::measured::Register;
use super::record::Record;
use super::scene::Scene;

fn scene() -> Scene {
    Scene::new(11, 1200, 800)
}

/// A record of which only the name is known, and perhaps the year.
fn only_named(record: &Record, name: &str, year: Option<i32>) -> Record {
    Record {
        name: name.to_owned(),
        unit: None,
        credit_code: None,
        amounts: Vec::new(),
        year,
        truth: record.truth,
        mess: Vec::new(),
    }
}

#[test]
fn nothing_is_linked_on_its_name_alone() {
    let scene = scene();
    let register = Register::of(&scene);
    let mut reviewed = 0;
    for record in &scene.records {
        let project = &scene.projects[record.truth];
        let on_record = scene.names[record.truth].as_deref().unwrap_or(&record.name);
        for name in [&record.name, on_record] {
            for year in [None, Some(project.year)] {
                let (_, choice) = register.look_up(&only_named(record, name, year));
                assert_ne!(choice.band, Band::Link, "{name}");
                reviewed += usize::from(choice.offered.contains(&record.truth));
            }
        }
    }
    assert!(reviewed > 2000, "{reviewed}");
}

#[test]
fn what_names_tell_apart_is_not_linked_whatever_else_is_the_same() {
    let scene = scene();
    let register = Register::of(&scene);
    let of = |at: usize, name: &str| {
        let project = &scene.projects[at];
        let told = Told {
            name,
            unit: Some(&scene.units[project.unit].name),
            credit_code: Some(&scene.units[project.unit].credit_code),
            amounts: &[super::measured::amount((
                super::record::Of::Budget,
                project.budget,
            ))],
            year: Some(project.year),
        };
        Profile::new(&told, &register.places)
    };
    for (at, name) in scene.names.iter().enumerate() {
        let Some(name) = name else { continue };
        for (one, other) in [
            ("（七期）", "（八期）"),
            ("第7包", "第8包"),
            ("（2007年）", "（2008年）"),
            ("绩效评价", ""),
            ("（七期）", ""),
        ] {
            let (left, right) = (
                of(at, &format!("{name}{one}")),
                of(at, &format!("{name}{other}")),
            );
            let likeness = score(&left, &right, &register.corpus);
            assert_ne!(band(&likeness), Band::Link, "{name}{one}|{other}");
        }
    }
}

#[test]
fn either_side_may_come_first() {
    let scene = scene();
    let register = Register::of(&scene);
    for record in scene.records.iter().take(300) {
        let (candidates, _) = register.look_up(record);
        let record = register.profile(record);
        for at in candidates {
            let project = register.profiles[at].as_ref().unwrap();
            let one = score(&record, project, &register.corpus);
            let other = score(project, &record, &register.corpus);
            let weights = |of: &shuniu_hub::likeness::Likeness| {
                of.parts.iter().map(|part| part.weight).collect::<Vec<_>>()
            };
            assert_eq!((one.score, weights(&one)), (other.score, weights(&other)));
            assert_eq!(band(&one), band(&other));
        }
    }
}

#[test]
fn the_order_in_which_projects_come_makes_no_difference() {
    let scene = scene();
    let register = Register::of(&scene);
    let mut backwards = Corpus::default();
    let projects = register.profiles.iter().enumerate().rev();
    for (at, profile) in projects.filter_map(|(at, one)| Some((at, one.as_ref()?))) {
        backwards.put(at, profile);
        // Once more, as when it is renamed to what it is called.
        backwards.put(at, profile);
    }
    for record in &scene.records {
        let (candidates, choice) = register.look_up(record);
        let profile = register.profile(record);
        assert_eq!(backwards.candidates(&profile), candidates);
        let compare = |at: &usize| {
            let project = register.profiles[*at].as_ref().unwrap();
            (*at, score(&profile, project, &backwards))
        };
        let compared: Vec<_> = candidates.iter().rev().map(compare).collect();
        assert_eq!(choose(&compared), choice);
    }
}

#[test]
fn keys_are_few_and_what_is_asked_for_is_considered() {
    let scene = scene();
    let register = Register::of(&scene);
    for record in &scene.records {
        let profile = register.profile(record);
        let (keys, considered) = (profile.keys(), profile.considered());
        assert!(keys.len() <= 80);
        let asks = profile.asks(&register.corpus);
        assert!(asks.len() <= 40);
        assert!(asks.iter().all(|key| considered.contains(key)));
        assert!(profile.pairs().all(|key| considered.contains(&key)));
    }
    let endless = "渣土车监管平台建设".repeat(500);
    let told = Told {
        name: &endless,
        ..Told::default()
    };
    assert!(Profile::new(&told, &register.places).keys().len() <= 80);
}
