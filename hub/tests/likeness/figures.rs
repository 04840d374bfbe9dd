use shuniu_hub::likeness::{Band, Places, Profile, Told, band, score};

use super::hard::{Side, pairs};
use super::measured::{Figures, Register, amount};
use super::scene::Scene;

#[test]
fn the_half_that_nothing_was_tuned_on_is_linked_rightly_and_hardly_any_is_missed() {
    let scene = Scene::new(1, 4000, 6000);
    let register = Register::of(&scene);
    let held_out = scene.records.iter().filter(|one| scene.is_held_out(one));
    let figures = Figures::of(&register, &scene, held_out);
    println!("{}", figures.said("held out"));
    assert!(figures.precision() >= 995);
    assert!(figures.recall() >= 970);
    assert!(figures.recall_of_links() >= 800);
    assert!(figures.lost * 1000 <= figures.known * 5);
}

#[test]
fn in_a_large_place_few_projects_are_compared_and_hardly_any_is_missed() {
    let scene = Scene::new(3, 20_000, 600);
    let register = Register::of(&scene);
    let figures = Figures::of(&register, &scene, scene.records.iter());
    println!("{}", figures.said("20,000 projects"));
    assert!(figures.compared / scene.records.len() <= 120);
    assert!(figures.most <= 400);
    assert!(figures.precision() >= 990);
    assert!(figures.recall() >= 970);
}

#[test]
fn of_the_pairs_by_hand_none_of_two_projects_is_linked() {
    let scene = Scene::new(1, 4000, 0);
    let register = Register::of(&scene);
    let places = Places::new([
        "亭湖区",
        "盐城市",
        "江苏省",
        "霍邱县",
        "六安市",
        "东至县",
        "池州市",
        "安徽省",
        "眉县",
        "宝鸡市",
        "陕西省",
        "库尔勒市",
        "巴音郭楞蒙古自治州",
        "巴州",
        "新疆维吾尔自治区",
    ]);
    let (mut same, mut different) = ([0; 3], [0; 3]);
    for pair in pairs() {
        let (left, right) = (profile(&pair.left, &places), profile(&pair.right, &places));
        let band = band(&score(&left, &right, &register.corpus));
        let counts = if pair.same { &mut same } else { &mut different };
        counts[band as usize] += 1;
        if pair.same && band == Band::New {
            println!(
                "missed: {} | {} ({})",
                pair.left.name, pair.right.name, pair.why
            );
        }
    }
    println!(
        "by hand, of one project: new {} review {} link {}",
        same[0], same[1], same[2]
    );
    println!(
        "by hand, of two: new {} review {} link {}",
        different[0], different[1], different[2]
    );
    assert_eq!(different[Band::Link as usize], 0);
    assert!(same[Band::Link as usize] >= 28);
    assert!(same[Band::New as usize] <= 5);
}

fn profile(side: &Side, places: &Places) -> Profile {
    let amounts: Vec<_> = side.amounts.iter().map(|one| amount(*one)).collect();
    let told = Told {
        name: side.name,
        unit: Some(side.unit),
        credit_code: None,
        amounts: &amounts,
        year: Some(side.year),
    };
    Profile::new(&told, places)
}
