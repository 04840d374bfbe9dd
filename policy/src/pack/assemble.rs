use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use super::{
    Pack, PackFiles, Provision,
    check::{Cited, check},
    read_derived::{DerivedFile, derived_file},
    read_manifest::Manifest,
    read_provision::{Own, provision},
};
use crate::{
    condition::{Condition, Names, named},
    source::{Node, Problem, Problems, parse},
};

/// Reads every file of a pack and checks them against each other.
pub(super) fn assemble(files: &PackFiles) -> Result<Pack, Vec<Problem>> {
    let mut found = Vec::new();
    let manifest = manifest(files, &mut found);
    let text = files.get("text.md").unwrap_or_default();
    if text.is_empty() {
        found.push(absent(files, "text.md"));
    }
    let Some(manifest) = manifest else {
        return Err(found);
    };
    let trees: Vec<Tree> = files
        .under("provisions")
        .map(|(path, text)| Tree::of(&path_in(files, path), text))
        .collect();
    let derived = files
        .get("derived.yaml")
        .map(|text| Tree::of(&path_in(files, "derived.yaml"), text));
    if trees.is_empty() {
        found.push(absent(files, "provisions/"));
    }
    let known = Known::of(&manifest, &trees, derived.as_ref());

    let mut provisions: Vec<Provision> = Vec::new();
    for tree in &trees {
        let names = known.names(&manifest, &tree.problems);
        let own = Own {
            roles: &known.roles,
            rulings: &known.rulings,
        };
        for node in tree.items() {
            let Some(read) = provision(node, &tree.file, &own, &names) else {
                continue;
            };
            if let Some(first) = provisions.iter().find(|p| p.id == read.id) {
                let (file, line) = &first.place;
                let message = format!(
                    "provision `{}` occurs twice, first in {file}:{line}",
                    read.id
                );
                tree.problems.at(node, message);
            }
            provisions.push(of_its_law(read, &manifest));
        }
    }
    let derived = derived.map_or_else(DerivedFile::default, |tree| {
        let names = known.names(&manifest, &tree.problems);
        let file = match &tree.root {
            Some(root) => derived_file(root, &names),
            None => DerivedFile::default(),
        };
        found.extend(tree.problems.into_list());
        file
    });
    for tree in trees {
        found.extend(tree.problems.into_list());
    }
    let problems = Problems::of(&path_in(files, "pack.toml"));
    if let Some(scope) = manifest
        .scope
        .as_ref()
        .filter(|s| !known.conditions.contains(*s))
    {
        let conditions = known.conditions.iter().map(String::as_str);
        problems.at_line(
            1,
            crate::source::unknown_name("named condition", scope, conditions),
        );
    }
    found.extend(problems.into_list());

    let scope = manifest.scope.as_ref();
    let scope = scope.and_then(|name| named(&known.conditions, name));
    let cited = Cited {
        layout: manifest.layout,
        by_derived: derived.cited().cloned().collect(),
        understood: found.is_empty(),
    };
    let cases = files.under("cases");
    let pack = Pack {
        scope: scope.map(Condition::Named),
        conditions: derived.conditions,
        condition_titles: derived.condition_titles,
        conditions_by: derived.conditions_by,
        derived: derived.derived,
        vocabulary: Arc::new(manifest.vocabulary),
        cases: cases
            .map(|(p, text)| (path_in(files, p), text.to_owned()))
            .collect(),
        sources: files.of_law(),
        text: text.to_owned(),
        layout: manifest.layout,
        provisions,
        id: manifest.id,
        version: manifest.version,
        title: manifest.title,
        title_en: manifest.title_en,
        region_code: manifest.region_code,
        level: manifest.level,
        layer: manifest.layer,
        in_force_from: manifest.in_force_from,
        effective_on_is_setting: manifest.effective_on_is_setting,
        in_force_until: manifest.in_force_until,
        calendars: manifest.calendars,
        roles: manifest.roles,
        stages: manifest.stages,
        settings: manifest.settings,
        setting_titles: manifest.setting_titles,
        rulings: manifest.rulings,
        not_actionable: manifest.not_actionable,
        external_systems: manifest.external_systems,
        laws: manifest.laws,
    };
    found.extend(check(&pack, &cited));
    if found.is_empty() {
        Ok(pack)
    } else {
        Err(found)
    }
}

/// In a text of several laws a provision is in force with the one its article names.
fn of_its_law(mut provision: Provision, manifest: &Manifest) -> Provision {
    let article = &provision.article;
    let laws = manifest.laws.iter();
    let named = laws.filter(|law| article.starts_with(&law.title));
    provision.in_force_from = named
        .max_by_key(|law| law.title.len())
        .map(|law| law.in_force_from);
    provision
}

fn manifest(files: &PackFiles, found: &mut Vec<Problem>) -> Option<Manifest> {
    let Some(text) = files.get("pack.toml") else {
        found.push(absent(files, "pack.toml"));
        return None;
    };
    let problems = Problems::of(&path_in(files, "pack.toml"));
    let manifest = Manifest::read(text, files.folder(), &problems);
    found.extend(problems.into_list());
    manifest
}

fn path_in(files: &PackFiles, path: &str) -> String {
    format!("{}/{path}", files.folder())
}

fn absent(files: &PackFiles, path: &str) -> Problem {
    Problem {
        file: path_in(files, path),
        line: 0,
        message: "is missing".to_owned(),
    }
}

/// One YAML file, read but not yet understood.
struct Tree {
    file: String,
    problems: Problems,
    root: Option<Node>,
}

impl Tree {
    fn of(file: &str, text: &str) -> Self {
        let problems = Problems::of(file);
        let root = parse(text, &problems);
        let listed = root.as_ref().filter(|_| file.contains("/provisions/"));
        if let Some(root) = listed.filter(|root| root.sequence().is_none()) {
            problems.at(root, "must be a list of provisions");
        }
        Self {
            file: file.to_owned(),
            problems,
            root,
        }
    }

    fn items(&self) -> &[Node] {
        self.root
            .as_ref()
            .and_then(Node::sequence)
            .unwrap_or_default()
    }
}

/// The names that the files give to each other, gathered before any is understood.
struct Known {
    roles: BTreeSet<String>,
    rulings: BTreeSet<String>,
    conditions: BTreeSet<String>,
    provisions: BTreeSet<String>,
}

impl Known {
    fn of(manifest: &Manifest, trees: &[Tree], derived: Option<&Tree>) -> Self {
        let entry = |node: &Node, key: &str| {
            let entries = node.mapping().unwrap_or_default().iter();
            let found = entries.filter(|(k, _)| k.scalar() == Some(key));
            found.map(|(_, value)| value.clone()).next()
        };
        let root = derived.and_then(|tree| tree.root.as_ref());
        let conditions = root.and_then(|root| entry(root, "conditions"));
        let conditions = conditions
            .as_ref()
            .and_then(Node::mapping)
            .unwrap_or_default();
        let items = trees.iter().flat_map(Tree::items);
        Self {
            roles: manifest.roles.iter().map(|r| r.key.clone()).collect(),
            rulings: manifest.rulings.iter().map(|r| r.id.clone()).collect(),
            conditions: conditions
                .iter()
                .filter_map(|(k, _)| k.scalar().map(str::to_owned))
                .collect(),
            provisions: items
                .filter_map(|item| entry(item, "id")?.scalar().map(str::to_owned))
                .collect(),
        }
    }

    fn names<'a>(&'a self, manifest: &'a Manifest, problems: &'a Problems) -> Names<'a> {
        let settings: &BTreeMap<String, Option<i64>> = &manifest.settings;
        Names {
            vocabulary: &manifest.vocabulary,
            settings,
            conditions: &self.conditions,
            provisions: &self.provisions,
            problems,
        }
    }
}
