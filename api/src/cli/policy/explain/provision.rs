use shuniu_hub::policy::{account::ProvisionAccount, pack::Bilingual};

use super::words;
use crate::cli::policy::{language::Language, told::Told};

/// A provision for people.
pub(super) fn text(account: &ProvisionAccount, language: Language) -> String {
    let mut told = Told::new(language);
    let cited = &account.cited;
    told.line(format!("# {}", told.cited(cited)));
    let titles = language.lines(&account.title).join(" / ");
    told.field(
        "规定",
        "regulation",
        &format!("{titles} ({} {})", cited.pack, cited.pack_version),
    );
    told.quote(cited);
    told.field(
        "约束",
        "strength",
        &words::grade(account.strength, language),
    );
    told.field(
        "机器判断",
        "machine",
        &words::grade(account.machine, language),
    );
    told.field("种类", "kind", &words::kind(&account.kind, language));
    told.field(
        "所及",
        "subject",
        &words::subject(account.subject, language),
    );
    told.names("责任", "responsible", &account.responsible);
    told.names("对象", "towards", &account.recipient);
    if !account.items.is_empty() {
        told.field("列举", "items", &account.items.join("、"));
    }
    told.given("须提供", "evidence", account.evidence.as_deref());
    told.sentences("文本未明", "left open", account.note.as_slice());
    told.given("不能判断", "undecided", account.undecided.as_deref());
    rules(account, &mut told);
    told.into_text()
}

fn rules(account: &ProvisionAccount, told: &mut Told) {
    let cited = &account.cited;
    let rules = &cited.rules;
    let decides = [&rules.duty, &rules.gates, &rules.findings, &rules.derived];
    told.heading("规则", "Rules");
    if decides.iter().all(|list| list.is_empty()) && rules.settles.is_empty() {
        let shown = Bilingual {
            zh: "本条不由机器判断，只予显示。".to_owned(),
            en: "It decides nothing by machine; it is shown.".to_owned(),
        };
        for line in told.language().lines(&shown) {
            told.line(format!("  {line}"));
        }
        return;
    }
    told.applies(cited);
    told.sentences("义务", "duty", &rules.duty);
    told.sentences("关闭的步骤", "steps closed", &rules.gates);
    told.sentences("报告", "findings", &rules.findings);
    told.sentences("归类", "derived values", &rules.derived);
    told.settles(cited);
    told.named(cited);
}
