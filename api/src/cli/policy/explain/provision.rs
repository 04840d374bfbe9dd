use shuniu_hub::policy::{account::ProvisionAccount, pack::Bilingual};

use crate::cli::policy::{language::Language, told::Told};

/// A provision for people.
pub(super) fn text(account: &ProvisionAccount, language: Language) -> String {
    let mut told = Told::new(language);
    let cited = &account.cited;
    told.line(format!("# {} {}", cited.article, cited.provision));
    let titles = language.lines(&account.title).join(" / ");
    told.field(
        "规定",
        "regulation",
        &format!("{titles} ({} {})", cited.pack, cited.pack_version),
    );
    told.field(
        "所在",
        "written at",
        &format!("{}:{}", account.file, account.line),
    );
    told.quote(cited);
    told.field("约束", "strength", &word(account.strength, language));
    told.field("机器判断", "machine", &word(account.machine, language));
    told.field("种类", "kind", &account.kind);
    told.field("所及", "subject", account.subject);
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
    if decides.iter().all(|list| list.is_empty()) && rules.named.is_empty() {
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
    told.named(cited);
}

/// A word of the pack format, with what it stands for in the text.
fn word(word: &str, language: Language) -> String {
    let (zh, en) = match word {
        "must" => ("应当、必须、不得", "must: takes no exception"),
        "in_principle" => ("原则上", "in principle: a recorded exception opens it"),
        "should" => ("宜", "should"),
        "may" => ("可以", "may"),
        "encouraged" => ("鼓励", "encouraged"),
        "full" => ("全部", "full: decided from facts"),
        "partial" => (
            "部分，其余由人提供依据",
            "partial: the rest is asked of a person as evidence",
        ),
        "none" => ("不判断，只予显示", "none: it is shown"),
        other => (other, other),
    };
    language.label(zh, en)
}
