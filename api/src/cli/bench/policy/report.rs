use serde::Serialize;

/// How fast conditions of one sort were judged, a second on one core.
#[derive(Debug, Serialize)]
pub(super) struct Compared {
    /// `attributes`: they ask attributes of the project and what is derived from them.
    /// `records`: they ask events, documents, reports or exceptions too.
    pub(super) reads: &'static str,
    /// How many of the pack they are.
    pub(super) conditions: usize,
    pub(super) ours: f64,
    /// Absent in a build without the feature.
    pub(super) cel: Option<f64>,
    /// Only of the attributes of one pack.
    pub(super) by_hand: Option<f64>,
}

/// How fast one pack is.
#[derive(Debug, Serialize)]
pub(super) struct PackSpeed {
    pub(super) pack: String,
    /// Fact sheets.
    pub(super) cases: usize,
    pub(super) provisions: usize,
    /// Whole assessments, a second on one core.
    pub(super) assessments_per_second: f64,
    /// Conditions that can be judged by themselves, compared or not.
    pub(super) conditions: usize,
    pub(super) compared: Vec<Compared>,
}

/// What was measured.
#[derive(Debug, Serialize)]
pub(super) struct PolicyReport {
    /// The other evaluator of conditions; absent in a build without the feature.
    pub(super) rival: Option<&'static str>,
    pub(super) packs: Vec<PackSpeed>,
}

#[expect(clippy::float_arithmetic, reason = "a measurement, not money")]
impl PolicyReport {
    /// The report as a table for people.
    pub(super) fn table(&self) -> String {
        let mut lines = vec![format!(
            "{:<12} {:>5} {:>10} {:>10}   {:<10} {:>5} {:>10} {:>10} {:>6} {:>10} {:>6}",
            "pack",
            "cases",
            "provisions",
            "assess/s",
            "conditions",
            "of",
            "ours/s",
            "cel/s",
            "x cel",
            "by hand/s",
            "x hand",
        )];
        for one in &self.packs {
            let mut head = format!(
                "{:<12} {:>5} {:>10} {:>10.0}",
                one.pack, one.cases, one.provisions, one.assessments_per_second
            );
            for compared in &one.compared {
                lines.push(format!(
                    "{head:<40}   {:<10} {:>5} {:>10.0} {:>10} {:>6} {:>10} {:>6}",
                    compared.reads,
                    format!("{}/{}", compared.conditions, one.conditions),
                    compared.ours,
                    shown(compared.cel, 0),
                    shown(compared.cel.map(|cel| compared.ours / cel), 1),
                    shown(compared.by_hand, 0),
                    shown(compared.by_hand.map(|hand| compared.ours / hand), 3),
                ));
                head.clear();
            }
        }
        if self.rival.is_none() {
            lines.push(
                "cel is not in this build; `--features bench-rivals` adds it to the comparison"
                    .to_owned(),
            );
        }
        lines.join("\n")
    }
}

fn shown(value: Option<f64>, decimals: usize) -> String {
    value.map_or_else(|| "-".to_owned(), |value| format!("{value:.decimals$}"))
}
