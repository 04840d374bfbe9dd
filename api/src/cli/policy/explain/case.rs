use shuniu_hub::policy::account::{
    CaseAccount, Cited, DerivedAccount, FindingAccount, GateAccount, ObligationAccount,
    ProvisionAtGate,
};

use crate::cli::policy::{language::Language, told::Told};

/// What follows from a case, for people. `whole`: what waits for its event is told in full too.
pub(super) fn text(account: &CaseAccount, language: Language, whole: bool) -> String {
    let mut told = Told::new(language);
    told.line(format!("# {}", account.name));
    let titles = language.lines(&account.title).join(" / ");
    told.field(
        "规定",
        "regulation",
        &format!("{titles} ({} {})", account.pack, account.pack_version),
    );
    told.field("日期", "day", &account.today.to_string());
    if !account.derived.is_empty() {
        told.heading("归类", "Derived values");
        account
            .derived
            .iter()
            .for_each(|one| derived(one, &mut told));
    }
    obligations(&account.obligations, whole, &mut told);
    gates(&account.gates, &mut told);
    if !account.findings.is_empty() {
        told.heading("报告", "Findings");
        account
            .findings
            .iter()
            .for_each(|one| finding(one, &mut told));
    }
    if !account.differences.is_empty() {
        told.heading("与案例不符", "The case claims otherwise");
        for difference in &account.differences {
            told.line(format!("  {difference}"));
        }
    }
    told.into_text()
}

fn cited(cited: &Cited, told: &Told) -> String {
    let at = told.cited(cited);
    format!("{at} ({} {})", cited.pack, cited.pack_version)
}

fn derived(one: &DerivedAccount, told: &mut Told) {
    let value = told.language().lines(&one.value_text).join(" / ");
    told.line(format!("- {}: {value}", told.called(&one.derived)));
    told.sentences("规则", "rules", &one.rules);
    told.sentences("依据", "because", &one.because);
    told.names("需要", "needs", &one.needs);
    for provision in &one.by {
        let at = cited(provision, told);
        told.field("出自", "rests on", &at);
        told.quote(provision);
        told.named(provision);
    }
}

fn obligations(all: &[ObligationAccount], whole: bool, told: &mut Told) {
    if all.is_empty() {
        return;
    }
    told.heading("义务", "Obligations");
    let waits = |one: &&ObligationAccount| one.status == "not_due" && !whole;
    for one in all.iter().filter(|one| !waits(one)) {
        obligation(one, told);
    }
    let waiting: Vec<&ObligationAccount> = all.iter().filter(waits).collect();
    if !waiting.is_empty() {
        let label = told.language().label("尚未起算", "not due yet");
        told.line(format!("- {label}:"));
        for one in waiting {
            told.line(format!("    {}", cited(&one.cited, told)));
        }
    }
}

fn obligation(one: &ObligationAccount, told: &mut Told) {
    let status = told.language().lines(&one.status_text).join(" ");
    told.line(format!("- [{status}] {}", cited(&one.cited, told)));
    told.given("期间", "period", one.period.as_deref());
    told.given("所属", "of", one.subject.as_deref());
    if !one.occurrence.is_empty() {
        told.field("第几次", "occurrence", &one.occurrence);
    }
    let days = &one.days;
    for (zh, en, day) in [
        ("起算", "clock started", days.triggered),
        ("最早", "earliest", days.earliest),
        ("末日", "due", days.due),
        ("最迟", "latest", days.latest),
        ("完成", "done", days.fulfilled),
    ] {
        told.given(zh, en, day.map(|day| day.to_string()).as_deref());
    }
    if !one.flags.is_empty() {
        let flags: Vec<String> = one.flags.iter().map(|flag| flag_word(flag, told)).collect();
        told.field("标记", "flags", &flags.join("; "));
    }
    told.given("错误", "error", one.error.as_deref());
    told.names("责任", "responsible", &one.responsible);
    told.quote(&one.cited);
    told.applies(&one.cited);
    told.sentences("规则", "rule", &one.cited.rules.duty);
    told.named(&one.cited);
    told.sentences("依据", "because", &one.because);
    told.names("需要", "needs", &one.needs);
}

fn gates(all: &[GateAccount], told: &mut Told) {
    if all.is_empty() {
        return;
    }
    told.heading("步骤", "Steps");
    for gate in all {
        let carried = !gate.opened_by_exception.is_empty();
        if gate.open && !carried {
            continue;
        }
        let state = match (gate.open, carried) {
            (false, _) => told.language().label("关闭", "closed"),
            (true, _) => told.language().label("因例外开放", "open by exception"),
        };
        told.line(format!("- [{state}] {}", told.called(&gate.gate)));
        for (zh, en, provisions) in [
            ("关闭者", "closed by", &gate.blocked_by),
            ("例外", "opened by exception to", &gate.opened_by_exception),
            ("未定", "undecided for", &gate.needs),
        ] {
            for provision in provisions {
                at_gate(zh, en, provision, told);
            }
        }
    }
    let open = all
        .iter()
        .filter(|gate| gate.open && gate.opened_by_exception.is_empty());
    let open: Vec<String> = open.map(|gate| told.called(&gate.gate)).collect();
    if !open.is_empty() {
        let label = told.language().label("开放", "open");
        told.line(format!("- [{label}] {}", open.join("; ")));
    }
}

fn at_gate(zh: &str, en: &str, at: &ProvisionAtGate, told: &mut Told) {
    let place = cited(&at.cited, told);
    told.field(zh, en, &place);
    told.quote(&at.cited);
    told.applies(&at.cited);
    told.sentences("规则", "rule", &at.cited.rules.gates);
    told.named(&at.cited);
    told.sentences("依据", "because", &at.because);
    told.names("需要", "needs", &at.missing);
}

fn finding(one: &FindingAccount, told: &mut Told) {
    told.line(format!("- {}", cited(&one.cited, told)));
    told.given("所属", "of", one.subject.as_deref());
    told.sentences("内容", "it says", std::slice::from_ref(&one.text));
    told.quote(&one.cited);
    told.applies(&one.cited);
    told.sentences("规则", "rule", &one.cited.rules.findings);
    told.named(&one.cited);
    told.sentences("依据", "because", &one.because);
}

/// A flag of scenarios in words.
fn flag_word(flag: &str, told: &Told) -> String {
    let (zh, en) = match flag {
        "regional_calendar_missing" => {
            ("缺自治区历，按全国历计", "the regional calendar is missing")
        }
        "attention" => ("久未办理，请留意", "waiting for long, needs attention"),
        "ended_early" => ("提前结束", "ended early"),
        other => (other, other),
    };
    told.language().label(zh, en)
}
