use std::collections::BTreeSet;

use super::scene::Scene;

#[test]
fn a_place_is_the_same_for_the_same_seed() {
    let told = |seed| {
        let scene = Scene::new(seed, 500, 500);
        let records = scene.records.iter();
        let records = records.map(|one| format!("{} {:?} {:?}", one.name, one.unit, one.amounts));
        (scene.names.clone(), records.collect::<Vec<_>>())
    };
    assert_eq!(told(7), told(7));
    assert_ne!(told(7), told(8));
}

#[test]
fn a_place_has_records_of_known_and_unknown_projects_and_every_kind_of_mess() {
    let scene = Scene::new(1, 4000, 6000);
    let unknown = scene
        .records
        .iter()
        .filter(|one| !scene.is_known(one))
        .count();
    assert!((600..1500).contains(&unknown), "{unknown}");
    let held_out = scene
        .records
        .iter()
        .filter(|one| scene.is_held_out(one))
        .count();
    assert!((2500..3500).contains(&held_out), "{held_out}");
    let mess: BTreeSet<_> = scene
        .records
        .iter()
        .flat_map(|one| one.mess.iter().copied())
        .collect();
    for kind in [
        "place",
        "tail",
        "form",
        "prefix",
        "does",
        "phase",
        "phase dropped",
        "year dropped",
        "short",
        "slip",
        "width",
        "lot",
        "no unit",
        "unit short",
        "unit renamed",
        "bought by another",
        "no amount",
        "budget cut",
        "amount changed",
    ] {
        assert!(mess.contains(kind), "{kind}");
    }
    let same = |one: &&super::record::Record| scene.names[one.truth].as_ref() == Some(&one.name);
    let untouched = scene.records.iter().filter(same).count();
    assert!(untouched < 1200, "{untouched}");
}
