use super::{Definition, Family, Particular, ValueName, ValueType, Vocabulary};
use crate::{
    source::{Fields, Node, Problems, parse},
    values::PeriodKind,
};

const FILES: [(Family, &str, &str); 9] = [
    (
        Family::Fact,
        "facts.yaml",
        include_str!("../../data/vocabulary/facts.yaml"),
    ),
    (
        Family::Event,
        "events.yaml",
        include_str!("../../data/vocabulary/events.yaml"),
    ),
    (
        Family::Document,
        "documents.yaml",
        include_str!("../../data/vocabulary/documents.yaml"),
    ),
    (
        Family::Document,
        "local-documents.yaml",
        include_str!("../../data/vocabulary/local-documents.yaml"),
    ),
    (
        Family::Event,
        "national-events.yaml",
        include_str!("../../data/vocabulary/national-events.yaml"),
    ),
    (
        Family::Document,
        "national-documents.yaml",
        include_str!("../../data/vocabulary/national-documents.yaml"),
    ),
    (
        Family::Report,
        "reports.yaml",
        include_str!("../../data/vocabulary/reports.yaml"),
    ),
    (
        Family::Gate,
        "gates.yaml",
        include_str!("../../data/vocabulary/gates.yaml"),
    ),
    (
        Family::Derived,
        "derived.yaml",
        include_str!("../../data/vocabulary/derived.yaml"),
    ),
];

/// Reads the embedded files.
///
/// # Panics
///
/// When an embedded file is wrong, with every problem; a test reads them.
pub(super) fn load() -> Vocabulary {
    let mut vocabulary = Vocabulary::default();
    for (family, file, text) in FILES {
        let problems = Problems::of(file);
        let tree = parse(text, &problems);
        let items = tree.as_ref().and_then(Node::sequence).unwrap_or_default();
        let read = items.iter().filter_map(|node| definition(node, &problems));
        vocabulary.families.entry(family).or_default().extend(read);
        let problems = problems.into_list();
        assert!(
            problems.is_empty(),
            "the embedded vocabulary is wrong: {problems:?}"
        );
    }
    vocabulary
}

fn definition(node: &Node, problems: &Problems) -> Option<Definition> {
    let keys = [
        "name",
        "type",
        "zh",
        "en",
        "unit",
        "phrase",
        "particular",
        "values",
        "attributes",
        "required",
        "period",
        "taken_by",
    ];
    let fields = Fields::of(node, "a definition", &keys, problems)?;
    let period = fields.text("period").map(|word| match word.as_str() {
        "month" => PeriodKind::Month,
        "quarter" => PeriodKind::Quarter,
        _ => PeriodKind::Year,
    });
    let attributes = fields.list("attributes").iter();
    Some(Definition {
        name: fields.need_text("name")?,
        zh: fields.need_text("zh")?,
        en: fields.need_text("en")?,
        phrase: both(&fields, "phrase", problems),
        particular: fields
            .list("particular")
            .iter()
            .filter_map(|node| bilingual(node, "a particular", problems))
            .map(|(zh, en)| Particular { zh, en })
            .collect(),
        unit: both(&fields, "unit", problems),
        value_type: fields.text("type").and_then(|word| ValueType::parse(&word)),
        values: fields
            .list("values")
            .iter()
            .filter_map(|v| value(v, problems))
            .collect(),
        attributes: attributes.filter_map(|a| definition(a, problems)).collect(),
        required: fields.flag("required"),
        period,
        taken_by: fields.text("taken_by"),
    })
}

/// A text in Chinese and English, where there is one.
fn both(fields: &Fields<'_>, key: &str, problems: &Problems) -> Option<(String, String)> {
    bilingual(fields.get(key)?, key, problems)
}

fn value(node: &Node, problems: &Problems) -> Option<ValueName> {
    let fields = Fields::of(node, "a value", &["name", "zh", "en", "phrase"], problems)?;
    Some(ValueName {
        name: fields.need_text("name")?,
        zh: fields.need_text("zh")?,
        en: fields.need_text("en")?,
        phrase: match fields.get("phrase") {
            Some(node) => Some(bilingual(node, "a phrase", problems)?),
            None => None,
        },
    })
}

fn bilingual(node: &Node, what: &str, problems: &Problems) -> Option<(String, String)> {
    let fields = Fields::of(node, what, &["zh", "en"], problems)?;
    Some((fields.need_text("zh")?, fields.need_text("en")?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_has_both_languages_and_its_type() {
        let vocabulary = Vocabulary::shared();
        assert_eq!(vocabulary.all(Family::Fact).len(), 57);
        assert_eq!(vocabulary.all(Family::Event).len(), 47);
        assert_eq!(vocabulary.all(Family::Gate).len(), 25);
        for family in [Family::Fact, Family::Derived] {
            for definition in vocabulary.all(family) {
                let kind = definition.value_type.unwrap();
                let listed = matches!(kind, ValueType::One | ValueType::List);
                assert_eq!(listed, !definition.values.is_empty(), "{}", definition.name);
            }
        }
        for report in vocabulary.all(Family::Report) {
            assert!(report.period.is_some());
        }
        let panel = vocabulary
            .get(Family::Event, "expert_panel_formed")
            .unwrap();
        assert!(panel.attribute("panel_size").unwrap().required);
    }
}
