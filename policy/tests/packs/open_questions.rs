//! What stands in `docs/open-questions.md` is said of the packs as they are.

use std::{fs, path::Path};

use shuniu_policy::{Packs, pack::Layer};

fn page() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/open-questions.md");
    fs::read_to_string(path).unwrap()
}

/// What stands between two marks.
fn between(page: &str, open: char, close: char) -> Vec<&str> {
    let parts = page.split(open).skip(1);
    parts
        .filter_map(|part| Some(part.split_once(close)?.0))
        .collect()
}

#[test]
fn its_quotes_stand_in_the_texts() {
    let page = page();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("packs");
    let local = || Packs::shipped().iter().filter(|p| p.layer == Layer::Local);
    let texts = local().map(|pack| fs::read_to_string(folder.join(&pack.id).join("text.md")));
    let bare = |text: &str| text.split_whitespace().collect::<String>();
    let texts: Vec<String> = texts.map(|text| bare(&text.unwrap())).collect();
    let quotes = between(&page, '「', '」');
    assert!(quotes.len() > 10, "{quotes:?}");
    for quote in quotes {
        let stands = texts.iter().any(|text| text.contains(&bare(quote)));
        assert!(stands, "{quote}");
    }
}

#[test]
fn the_provisions_that_it_names_are_there() {
    let page = page();
    let inline: Vec<&str> = page.split('`').skip(1).step_by(2).collect();
    let mut found = 0;
    for pack in Packs::shipped().iter() {
        let opening = format!("{}-", pack.id);
        for name in inline.iter().filter(|name| name.starts_with(&opening)) {
            assert!(pack.provision(name).is_some(), "{name}");
            found += 1;
        }
    }
    assert!(found > 10, "{found}");
}

#[test]
fn every_question_of_its_table_is_answered_below() {
    let page = page();
    let titles = page.lines().filter_map(|line| line.strip_prefix("### "));
    let titles: Vec<String> = titles.map(anchor).collect();
    let links = page
        .split("](#")
        .skip(1)
        .filter_map(|part| part.split_once(')'));
    let links: Vec<&str> = links.map(|(link, _)| link).collect();
    assert_eq!(links, titles);
}

/// How a title is linked to.
fn anchor(title: &str) -> String {
    let kept = title.chars().filter(|c| c.is_alphanumeric() || *c == ' ');
    kept.collect::<String>().to_lowercase().replace(' ', "-")
}
