//! `shuniu policy diff`.

use std::path::PathBuf;

use clap::Args;
use shuniu_hub::policy::{
    amendment::{Amendment, CaseRun, Change, WhatChanged},
    calendar::Calendars,
    pack::Bilingual,
};

use super::{language::Language, packs, told::Told};
use crate::cli::{CommandError, Output};

/// Arguments of `policy diff`.
#[derive(Debug, Args)]
pub struct DiffArguments {
    /// The pack as it was: its folder, or `id` or `id@version` of one at hand.
    pub old: String,
    /// The pack as it is.
    pub new: String,
    /// A folder of packs beside those that are built in.
    #[arg(long)]
    pub packs: Option<PathBuf>,
    /// The languages to print in; JSON has both.
    #[arg(long, value_enum, default_value_t)]
    pub lang: Language,
}

pub(super) fn run(arguments: &DiffArguments, output: &mut Output) -> Result<(), CommandError> {
    let at_hand = packs::at_hand(arguments.packs.as_deref())?;
    let old = packs::one(&arguments.old, &at_hand)?;
    let new = packs::one(&arguments.new, &at_hand)?;
    let amendment = Amendment::between(&old, &new, &Calendars::shipped());
    if output.is_json() {
        output.value(&amendment)
    } else {
        output.line(&text(&amendment, arguments.lang))
    }
}

fn text(amendment: &Amendment, language: Language) -> String {
    let mut told = Told::new(language);
    let Amendment { old, new, .. } = amendment;
    told.line(format!(
        "# {} {} → {} {}",
        old.id, old.version, new.id, new.version
    ));
    told.heading("规定的变化", "What changed in the law");
    if amendment.changes.is_empty() {
        told.line(format!("  {}", language.label("没有变化", "nothing")));
    }
    amendment
        .changes
        .iter()
        .for_each(|one| change(one, &mut told));
    told.heading(
        "旧案例按新规定",
        "The cases of the old pack under the new one",
    );
    let as_before = ("照旧", "come out as before");
    cases(&amendment.old_cases, as_before, &mut told);
    told.heading("新案例按新规定", "The cases of the new pack under itself");
    cases(&amendment.new_cases, ("通过", "pass"), &mut told);
    told.into_text()
}

fn change(one: &Change, told: &mut Told) {
    let how = match one.change {
        WhatChanged::Added => told.language().label("新增", "added"),
        WhatChanged::Removed => told.language().label("删去", "removed"),
        WhatChanged::Changed => told.language().label("改变", "changed"),
    };
    let kind = one.kind.as_str();
    told.line(format!("- [{how}] {kind} {}", one.name).trim_end());
    for field in &one.fields {
        told.line(format!("  {}:", field.field));
        // Of several sentences those that stay are left out, unless only their order changed.
        let gone: Vec<&Bilingual> = only_in(&field.old, &field.new);
        let come: Vec<&Bilingual> = only_in(&field.new, &field.old);
        if gone.is_empty() && come.is_empty() {
            sentences('-', &field.old.iter().collect::<Vec<_>>(), told);
            sentences('+', &field.new.iter().collect::<Vec<_>>(), told);
        }
        sentences('-', &gone, told);
        sentences('+', &come, told);
    }
}

fn only_in<'a>(these: &'a [Bilingual], others: &[Bilingual]) -> Vec<&'a Bilingual> {
    these.iter().filter(|one| !others.contains(one)).collect()
}

fn sentences(mark: char, sentences: &[&Bilingual], told: &mut Told) {
    for sentence in sentences {
        let lines: Vec<String> = told
            .language()
            .lines(sentence)
            .into_iter()
            .map(|line| format!("    {mark} {line}"))
            .collect();
        lines.into_iter().for_each(|line| told.line(line));
    }
}

fn cases(run: &CaseRun, (as_before_zh, as_before_en): (&str, &str), told: &mut Told) {
    for case in &run.otherwise {
        told.line(format!("- {}  {}", case.file, case.name));
        let problems = case.problems.iter().map(ToString::to_string);
        let differences = case.differences.iter().map(ToString::to_string);
        let lines: Vec<String> = problems.chain(differences).collect();
        lines
            .into_iter()
            .for_each(|line| told.line(format!("    {line}")));
    }
    let (same, otherwise) = (run.same, run.otherwise.len());
    let counts = told.language().label(
        &format!("{same} {as_before_zh}，{otherwise} 不同"),
        &format!("{same} {as_before_en}, {otherwise} otherwise"),
    );
    told.line(format!("  {counts}"));
}
